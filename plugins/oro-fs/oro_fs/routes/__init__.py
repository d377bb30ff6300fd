"""The routes `fs.*`."""
