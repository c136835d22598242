"""Measurements of Groundwork: what is measured lives here, with the results as they were measured."""
