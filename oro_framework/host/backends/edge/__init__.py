"""WebView2."""
