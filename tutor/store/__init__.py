"""Where state lives: releases (immutable folders), the embedding cache, the record."""
