"""The commands `oro call`, `oro events` and `oro attach`."""
