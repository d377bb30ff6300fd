"""Containers of pages: what a page may ask for, and what it holds until it goes."""
