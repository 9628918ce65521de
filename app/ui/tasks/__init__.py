"""Jobs beside the window."""
