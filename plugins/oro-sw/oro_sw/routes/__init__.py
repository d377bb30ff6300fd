"""The routes `serviceWorker.*`."""
