"""Download models: by URL, from the model hub, or from Ollama's registry. Imported on use."""

from __future__ import annotations

__all__ = ()
