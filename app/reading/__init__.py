"""From a file to a photograph: formats, headers, archives, damage."""
