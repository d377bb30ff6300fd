"""Language models: llama.cpp in this process, and what OpenAI's clients ask of it on the app's own origin."""

from __future__ import annotations

__all__ = ()
