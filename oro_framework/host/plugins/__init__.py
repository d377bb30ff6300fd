"""Plugins: found, imported, asked what they declare."""
