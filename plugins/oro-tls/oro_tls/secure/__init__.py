"""TLS over a connection of bytes."""
