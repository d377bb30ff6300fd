"""OpenAI's Responses, translated to the one request of conversations."""

from __future__ import annotations

__all__ = ()
