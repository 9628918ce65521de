"""The parts that the program is made of, and their licences."""
