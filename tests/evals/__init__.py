"""The evals measure what they say."""
