"""WebKitGTK."""
