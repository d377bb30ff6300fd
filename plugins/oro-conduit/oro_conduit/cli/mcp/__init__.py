"""`oro mcp --dev`: lets an agent see and use an app under `oro dev`, by the Model Context Protocol."""
