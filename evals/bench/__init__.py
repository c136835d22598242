"""Speed and memory, side by side with LangChain's default pipeline: `python -m evals.bench`. No timed tests."""
