"""Calls to llama.cpp. Importing a module of this package loads the library, so it is imported where it is needed.

Everything here but `Vocab`, and reading models and adapters, belongs to the decode thread (`oro_ai.engine.decoder`).
"""

from __future__ import annotations

__all__ = ()
