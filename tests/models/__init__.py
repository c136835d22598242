"""The bundled embedder and the lexical judge."""
