"""Reports of the window: what was typed, pages, and their way out."""
