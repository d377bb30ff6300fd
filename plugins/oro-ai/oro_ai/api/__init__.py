"""OpenAI's endpoints as an ASGI app: turn requests into jobs, and events of jobs into JSON and server-sent events."""

from __future__ import annotations

__all__ = ()
