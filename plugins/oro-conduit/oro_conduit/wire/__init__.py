"""The frames of both versions, and many streams over one connection. Sans-IO."""
