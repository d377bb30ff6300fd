"""The `oro` command."""
