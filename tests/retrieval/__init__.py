"""Retrieval on two small published corpora."""
