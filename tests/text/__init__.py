"""Sentences, words and marks of a text."""
