"""From files to chunks: find, parse, vet, split. Nothing here knows an index or a model."""
