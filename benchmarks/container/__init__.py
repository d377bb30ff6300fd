"""What containers cost: a server in one beside the server itself."""
