"""From a draft to a checked answer: find its quotes, judge its statements, decide what is shown."""
