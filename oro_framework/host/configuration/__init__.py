"""What an app is configured to be: sources, text, values, settings."""
