"""A study too large for one machine: one row a photograph, on any number of machines."""
