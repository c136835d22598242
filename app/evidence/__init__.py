"""What the page *Evidence* is made of: skills, assessments and badges, what was tried, and the learner's own data."""
