"""What is looked for before a corpus is published."""
