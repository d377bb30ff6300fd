"""WKWebView, on macOS; unverified (docs/explanation/unverified-engines.md)."""
