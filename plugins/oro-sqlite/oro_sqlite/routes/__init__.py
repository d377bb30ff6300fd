"""The routes `sqlite.*`."""
