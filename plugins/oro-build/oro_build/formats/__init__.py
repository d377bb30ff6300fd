"""The formats in which a built app is given away, a module for each."""
