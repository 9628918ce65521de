"""Photographs without whatever could name the person."""
