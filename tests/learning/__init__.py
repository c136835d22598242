"""Practice made from cited words."""
