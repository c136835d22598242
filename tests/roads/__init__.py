"""The roads end to end: real releases, the bundled models, and a chat model over real HTTP."""
