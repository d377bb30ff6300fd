"""The host itself: private; plugins use `oro_framework`, `.types`, `.errors` and `.testing`."""
