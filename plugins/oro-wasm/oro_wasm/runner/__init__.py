"""The process that runs guests for an app, and the messages it understands."""
