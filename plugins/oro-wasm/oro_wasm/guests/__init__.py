"""Guests, run in the calling process and thread: what they are granted, how they run, how they end."""
