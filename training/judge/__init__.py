"""Training of the judge and the reader."""
