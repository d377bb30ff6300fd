"""What the host itself offers, written as plugins."""
