"""Turn conversations into prompts, and read tool calls from answers. Sans-IO."""
