"""Photographs without anything that could name the person."""
