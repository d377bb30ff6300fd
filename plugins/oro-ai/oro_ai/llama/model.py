"""One model file in memory."""

from __future__ import annotations

import ctypes
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from oro_ai.engine.placement import Placement
from oro_ai.errors import CannotLoad
from oro_ai.llama.binding import LOG, C, last_complaint, repacks, start
from oro_ai.llama.projector import Projector
from oro_ai.llama.vocab import Vocab
from oro_ai.llama.workers import know_workers
from oro_framework.errors import OroError

__all__ = ("Model",)

HERE = Placement()
_LOAD_MODES = {
    "auto": C.LLAMA_LOAD_MODE_AUTO,
    "read": C.LLAMA_LOAD_MODE_NONE,
    "mmap": C.LLAMA_LOAD_MODE_MMAP,
    "mlock": C.LLAMA_LOAD_MODE_MLOCK,
    "mmap+mlock": C.LLAMA_LOAD_MODE_MMAP_MLOCK,
    "direct": C.LLAMA_LOAD_MODE_DIRECT_IO,
}
_SPLITS = {"none": C.LLAMA_SPLIT_MODE_NONE, "layer": C.LLAMA_SPLIT_MODE_LAYER, "row": C.LLAMA_SPLIT_MODE_ROW}


class Model:
    """A loaded model.

    Args:
        path: a GGUF file whose header has been checked.
        placement: where its weights lie.
        repack: whether to repack weights for this processor; None does so where that works.

    Raises:
        CannotLoad: llama.cpp refused the file, or a worker cannot be reached; the message says why.
        Unsupported: it wants workers, and llama.cpp was compiled without them.
    """

    def __init__(self, path: Path, placement: Placement = HERE, *, repack: bool | None = None) -> None:
        start()
        if placement.workers:
            know_workers(placement.workers, path.name)
        last_complaint()
        parameters = C.llama_model_default_params()
        parameters.n_gpu_layers = placement.layers
        parameters.load_mode = _LOAD_MODES[placement.load_mode]
        parameters.split_mode = _SPLITS[placement.split]
        parameters.main_gpu = placement.main_gpu
        shares = _shares(path.name, placement.shares)
        parameters.tensor_split = shares
        parameters.use_extra_bufts = repacks() if repack is None else repack
        self.handle: Any = C.llama_model_load_from_file(str(path).encode(), parameters)
        if not self.handle:
            raise CannotLoad(path.name, last_complaint() or "llama.cpp did not say why")
        self.vocab = Vocab(C.llama_model_get_vocab(self.handle))
        self.trained_context = int(C.llama_model_n_ctx_train(self.handle))
        self.width = int(C.llama_model_n_embd(self.handle))
        self.parameters = int(C.llama_model_n_params(self.handle))
        self.bytes = int(C.llama_model_size(self.handle))
        self.cache_numbers = self._cache_numbers()
        self.decodes = bool(C.llama_model_has_decoder(self.handle))
        self.partial = not (C.llama_model_is_recurrent(self.handle) or C.llama_model_is_hybrid(self.handle))
        """Whether the end of a sequence can be dropped from its cache."""
        self.projector: Projector | None = None
        self.blind = ""
        """The reason why it has no projector although there is one."""
        if placement.projector:
            self._project(placement)

    def _project(self, placement: Placement) -> None:
        """Load the projector; a model whose projector cannot be used is one of text, and says why."""
        try:
            self.projector = Projector(
                Path(placement.projector),
                self.handle,
                width=int(C.llama_model_n_embd_inp(self.handle)),
                threads=placement.projector_threads,
                gpu=placement.layers != 0,
            )
        except OroError as error:
            self.blind = error.message
            LOG.warning("%s", error.message)

    def _cache_numbers(self) -> int:
        heads = int(C.llama_model_n_head(self.handle))
        width = self.width // heads if heads else 0
        return 2 * int(C.llama_model_n_layer(self.handle)) * int(C.llama_model_n_head_kv(self.handle)) * width

    @property
    def description(self) -> str:
        """The kind of the model, such as `llama 135M Q4_1`."""
        buffer = ctypes.create_string_buffer(256)
        C.llama_model_desc(self.handle, buffer, len(buffer))
        return buffer.value.decode("utf-8", "replace")

    def chat_template(self, name: str = "") -> str:
        """Return the model's Jinja template, the default one or that of a name such as `tool_use`; empty for none."""
        found = C.llama_model_chat_template(self.handle, name.encode() if name else None)
        return found.decode("utf-8", "replace") if found else ""

    def metadata(self, key: str) -> str:
        """Return a value of the file's header as text; empty when it is missing."""
        buffer = ctypes.create_string_buffer(4096)
        size = C.llama_model_meta_val_str(self.handle, key.encode(), buffer, len(buffer))
        return buffer.value.decode("utf-8", "replace") if size >= 0 else ""

    def free(self) -> None:
        """Free the memory; all its contexts must have been freed."""
        if self.projector is not None:
            self.projector.free()
        if self.handle:
            C.llama_model_free(self.handle)
            self.handle = None


def _shares(name: str, shares: Sequence[float]) -> Any:
    """Return the shares of GPUs for llama.cpp, which reads as many as it has room for; None without any.

    Raises:
        CannotLoad: there are more shares than devices.
    """
    if not shares:
        return None
    room = int(C.llama_max_devices())
    if len(shares) > room:
        raise CannotLoad(name, f"{len(shares)} shares of GPUs are configured, this llama.cpp knows {room}")
    return (ctypes.c_float * room)(*shares)
