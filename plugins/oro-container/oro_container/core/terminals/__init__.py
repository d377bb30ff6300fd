"""Terminals: what is typed on its way to programs, and what they write on its way to the screen."""
