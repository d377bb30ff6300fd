"""Signatures on what people download."""
