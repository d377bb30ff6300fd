"""What this distribution declares to the host."""
