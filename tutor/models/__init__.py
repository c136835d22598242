"""The machines that read and write language: embedder, judge, chat. Each has an interface and adapters."""
