"""Finding out what goes into a built app, and why."""
