"""Routes as tools: which ones, and what is told about them. No I/O."""
