"""Patients, kept: photographs, what persons said of them, results and reports, in a database."""
