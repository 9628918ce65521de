"""From a photograph to findings, and from findings and a person's word to numbers."""
