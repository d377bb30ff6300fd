"""Freezing an app by PyInstaller, in a process of its own."""
