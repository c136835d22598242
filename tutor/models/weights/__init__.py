"""The models that travel with the package, each in a folder with its card, licence and manifest."""
