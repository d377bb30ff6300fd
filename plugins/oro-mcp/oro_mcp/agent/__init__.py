"""Models that use tools: the app's own, and those of servers."""
