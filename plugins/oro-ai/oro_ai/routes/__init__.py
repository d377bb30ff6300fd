"""The routes `ai.*`."""
