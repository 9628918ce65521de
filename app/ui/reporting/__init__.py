"""Reports of the window: what was typed, their pages, and where they go."""
