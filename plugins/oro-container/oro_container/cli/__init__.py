"""The command `oro container`."""
