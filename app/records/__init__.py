"""What is written for a photograph, and read again: records, tables and pictures."""
