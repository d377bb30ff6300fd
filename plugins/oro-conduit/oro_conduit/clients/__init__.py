"""The two ends that are served, and the messages they exchange."""
