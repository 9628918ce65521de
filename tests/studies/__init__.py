"""Studies: commands that measure on the public photographs what the documents claim.

Each takes ``--data DIR``, the folder that holds DRIVE, CHASE_DB1, HRF, ARIA and ORVS, and prints
tables in Markdown:

    python -m tests.studies.quality --data DIR --output DIR
    python -m tests.studies.field_of_view --data DIR [--sheet FILE.png]
"""
