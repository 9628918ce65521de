"""A node of the clinic's network: it receives photographs, analyses them, sends the results on."""
