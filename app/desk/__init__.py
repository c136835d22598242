"""The curator's desk: files brought in, loaded, checked, tried out and published, from the page."""
