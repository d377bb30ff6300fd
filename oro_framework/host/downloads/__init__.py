"""What pages download."""
