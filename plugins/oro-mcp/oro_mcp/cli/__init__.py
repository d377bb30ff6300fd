"""An app that `oro mcp` runs for one agent."""
