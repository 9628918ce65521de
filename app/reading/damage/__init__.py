"""Whether a compressed picture is whole, read from its stream."""
