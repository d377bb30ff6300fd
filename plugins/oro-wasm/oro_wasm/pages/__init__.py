"""The host's side of guests that run in workers of pages: gives them input, and lets them sleep."""
