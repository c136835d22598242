"""Practice made from cited words and graded against them."""
