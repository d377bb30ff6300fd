"""Sockets: made, listened on, held for each window."""
