"""Previews: a server that a guest of a container runs is seen in frames of the app, each on an origin of its own."""
