"""Tasks: coroutines without an event loop, run in turns by the driver of the core."""
