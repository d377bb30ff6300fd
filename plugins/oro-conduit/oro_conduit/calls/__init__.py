"""Calls of pages: begun, answered, and kept until the page has the answer."""
