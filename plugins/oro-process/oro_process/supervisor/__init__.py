"""The process that starts a window's programs and ends them, and the host's link to it."""
