"""The commands of `oro container`."""
