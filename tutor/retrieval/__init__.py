"""From a question to the passages that may answer it, and whether they do."""
