"""Make the weights that the program ships."""
