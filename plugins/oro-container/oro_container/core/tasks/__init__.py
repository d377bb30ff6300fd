"""Tasks: coroutines without an event loop, run in turns by whoever drives the core."""
