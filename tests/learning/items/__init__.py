"""Tests of the exercises that rules make."""
