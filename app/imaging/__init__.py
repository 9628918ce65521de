"""Pictures as such: sizes, colours, tones, overlays."""
