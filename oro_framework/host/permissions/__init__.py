"""Permissions of pages, and the person's answers about them."""
