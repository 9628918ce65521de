"""From a file to prepared pixels, and from probabilities to masks."""
