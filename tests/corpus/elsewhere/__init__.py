"""Tests of sources from elsewhere: real archives, a real git repository, and a real web server on the loopback."""
