"""What is open, what a person has set, and the jobs that follow from it."""
