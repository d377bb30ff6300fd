"""Data that outlives the app: registrations, and caches with their entries."""
