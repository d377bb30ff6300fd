"""Fetch events of workers, requests they make themselves, and bodies of answers."""
