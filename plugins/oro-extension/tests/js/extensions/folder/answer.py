"""A module of an extension."""

ANSWER = 42
