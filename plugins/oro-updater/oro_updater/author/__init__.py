"""The author's side: keys, and the repository that versions are published in."""
