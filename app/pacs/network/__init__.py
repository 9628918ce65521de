"""The way to the clinic's archive."""
