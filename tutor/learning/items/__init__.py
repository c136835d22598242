"""Exercises made by rule from the sections that teach a skill: one kind a file, their checks, and their grading."""
