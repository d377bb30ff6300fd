"""Processes: who runs, whose child it is, in which group, and how it ended."""
