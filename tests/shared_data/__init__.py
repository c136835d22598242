"""The library on real material that nobody here wrote; skipped where it is absent."""
