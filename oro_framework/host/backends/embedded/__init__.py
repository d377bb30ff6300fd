"""Views inside windows: what every engine's have in common."""
