"""Images: their `container.toml`, and the archives they travel in. No I/O."""
