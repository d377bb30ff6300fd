"""One request from its arrival to its last byte, and the table of routes."""
