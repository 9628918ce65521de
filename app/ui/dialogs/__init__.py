"""The windows that open in addition to the main window."""
