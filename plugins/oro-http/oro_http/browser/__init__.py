"""The app's page in an ordinary browser, for `oro dev --host`."""
