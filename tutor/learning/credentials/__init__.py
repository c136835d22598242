"""Evidence that travels: credentials that others verify without trusting us, and without a network.

The formats are Open Badges 3.0 of 1EdTech, and Verifiable Credentials 2.0 and Data Integrity of the W3C.
"""
