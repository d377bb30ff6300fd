"""Language models: llama.cpp, and the endpoints of OpenAI's API on the app's own origin."""

from __future__ import annotations

__all__ = ()
