"""The system flavour: an app for the Python and the WebKitGTK that Debian has already."""
