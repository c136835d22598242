"""Pure functions over text that several wings need: sentences, words, marks, matching. No state, no files."""
