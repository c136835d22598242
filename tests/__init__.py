"""The tests, which are importable so that they can share their doubles."""
