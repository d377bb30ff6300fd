"""QtWebEngine."""
