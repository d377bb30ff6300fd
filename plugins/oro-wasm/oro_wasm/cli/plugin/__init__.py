"""`oro wasm plugin`: languages that are installed, and packages that bring more."""
