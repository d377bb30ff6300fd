"""Models that make vectors, rank passages and answer questions."""
