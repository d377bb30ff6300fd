"""WebView2, on Windows; unverified (docs/explanation/unverified-engines.md)."""
