"""Patients: their list, the card of whom a photograph shows, and assigning many at once."""
