"""The models an app has loaded, and what it asks of them."""
