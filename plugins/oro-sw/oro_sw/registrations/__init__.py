"""Registrations and what belongs to them: scopes, scripts, documents they control."""
