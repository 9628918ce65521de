"""The open work: what is open, what a person has set, and what follows from it."""
