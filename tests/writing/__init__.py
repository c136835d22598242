"""From passages to a draft."""
