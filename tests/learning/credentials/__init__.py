"""Credentials: published vectors, independent verifiers, and what must be refused."""
