"""Messages, errors, files, texts and translation: what every room stands on."""
