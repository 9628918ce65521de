"""From a photograph to what a network sees, and from its answer to vessels; without a network."""
