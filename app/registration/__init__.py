"""Align two photographs of one eye."""
