"""The apps behind `ipc:`, `oro:` and `node:`."""
