"""Ollama's API, translated to the one request of conversations."""

from __future__ import annotations

__all__ = ()
