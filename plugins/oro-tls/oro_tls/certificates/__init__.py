"""Certificates, keys and what they are checked against."""
