"""Downloads of pages."""
