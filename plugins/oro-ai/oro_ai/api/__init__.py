"""OpenAI's endpoints as an ASGI app: requests into jobs, and what is told of them into JSON and server-sent events."""

from __future__ import annotations

__all__ = ()
