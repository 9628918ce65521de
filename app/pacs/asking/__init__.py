"""Ask the clinic's archives and worklists, and fetch what they hold."""
