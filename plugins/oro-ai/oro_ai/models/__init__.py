"""The models an app has loaded, and their use by routes and endpoints."""
