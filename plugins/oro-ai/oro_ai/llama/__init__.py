"""Calls of llama.cpp. Importing a module of this package loads the library, so import it only where it is needed.

Use everything here on the decode thread (`oro_ai.engine.decoder`), except `Vocab` and loading models and adapters.
"""

from __future__ import annotations

__all__ = ()
