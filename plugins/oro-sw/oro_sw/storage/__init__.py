"""What outlives the app: registrations, caches and what is in them."""
