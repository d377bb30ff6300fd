"""A LoRA adapter in memory."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from oro_ai.errors import CannotLoad
from oro_ai.llama.binding import C, last_complaint
from oro_ai.llama.model import Model

__all__ = ("load_adapter",)


def load_adapter(model: Model, path: Path) -> Any:
    """Load an adapter and return its handle, which is freed with the model. Any thread, one at a time.

    Raises:
        CannotLoad: the file is for another model, or not an adapter.
    """
    last_complaint()
    handle = C.llama_adapter_lora_init(model.handle, str(path).encode())
    if not handle:
        raise CannotLoad(path.name, last_complaint() or "llama.cpp did not say why", what="LoRA adapter")
    return handle
