"""What the program remembers and an administrator sets; without a window."""
