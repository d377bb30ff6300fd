"""Engines: one file each, same methods in the same order."""
