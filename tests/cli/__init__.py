"""The command line as others use it: arguments in, text or JSON out, and a status."""
