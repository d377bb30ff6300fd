"""The programs of windows: descriptions, pipes, ends."""
