"""What is written down of a photograph, and read again: records, tables and pictures."""
