"""Ports: which process of the container listens where."""
