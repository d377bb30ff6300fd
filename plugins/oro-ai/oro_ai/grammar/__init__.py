"""Convert JSON schemas into grammars. Sans-IO."""
