"""Jobs in the background."""
