"""Ask the clinic's archives and worklists from the window."""
