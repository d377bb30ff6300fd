"""The routes `internal.conduit.*`."""
