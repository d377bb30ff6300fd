"""Windows: what they are, what their pages are told."""
