"""The linked panes: what they draw, and how they move."""
