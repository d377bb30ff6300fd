"""The ways bytes travel between a page and the app."""
