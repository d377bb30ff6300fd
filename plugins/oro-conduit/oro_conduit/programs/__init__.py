"""Programs beside the app: their keys, their rights, and the file that tells where the app is."""
