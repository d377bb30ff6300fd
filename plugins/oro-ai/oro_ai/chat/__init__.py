"""What models are told of a conversation, and what they say in it. Sans-IO."""
