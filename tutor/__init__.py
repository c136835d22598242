"""Groundwork: a tutor that answers from curated sources and shows the words that carry each statement."""

__version__ = "0.1.0"
