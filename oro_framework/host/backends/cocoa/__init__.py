"""WKWebView."""
