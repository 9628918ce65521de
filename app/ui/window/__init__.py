"""The main window, its commands and menus."""
