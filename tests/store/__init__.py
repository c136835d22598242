"""Releases, the embedding cache and the record."""
