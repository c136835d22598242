"""From a draft to a checked answer."""
