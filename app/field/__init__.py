"""The field of view: where retina is seen, and how well."""
