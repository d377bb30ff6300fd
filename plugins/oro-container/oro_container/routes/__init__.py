"""The routes that pages call."""
