"""The curated corpora are what they say: complete, dated, licensed, and every example in them runs."""
