"""Configuration of an app: sources, their text, values, settings."""
