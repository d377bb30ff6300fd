"""Agents of `oro mcp` that join the app that is open: its socket, its door for them, and the relay in between."""
