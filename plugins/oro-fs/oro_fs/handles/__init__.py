"""The descriptors and watchers that pages hold."""
