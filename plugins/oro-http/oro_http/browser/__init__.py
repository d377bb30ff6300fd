"""An app's pages in an ordinary browser, for `oro dev --host`."""
