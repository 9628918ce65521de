"""What is printed and written down, built once and laid out for each kind of file."""
