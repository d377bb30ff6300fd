"""The keys and tickets that open a connection."""
