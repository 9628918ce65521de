"""How the window looks and speaks: style, themes, words."""
