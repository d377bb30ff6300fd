"""Errors of the shell."""

from __future__ import annotations

__all__ = ("ShellProblem", "SyntaxProblem")


class ShellProblem(Exception):
    """A command cannot be run as it is written; it ends with status 1."""


class SyntaxProblem(ShellProblem):
    """A script is not one this shell can read; nothing of it is run."""
