"""Conversations as text for models, and the answers read back. Sans-IO."""
