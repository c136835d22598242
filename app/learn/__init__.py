"""What the page *Learn* is made of: the brief, the path to a goal, practice, what is due, and assessments."""
