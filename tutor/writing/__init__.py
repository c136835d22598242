"""From passages to a draft: by a chat model, or by the sources' own sentences."""
