"""Exceptions of the interface."""

from __future__ import annotations

__all__ = ("JavascriptException", "WebViewException")


class WebViewException(Exception):
    """A window cannot do what was asked."""


class JavascriptException(Exception):
    """A script threw; the argument has its `name`, `message` and `stack` as far as they are known."""
