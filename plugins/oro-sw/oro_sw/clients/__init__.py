"""The documents of the app as clients of workers."""
