"""One context of a model: its cache, and its steps."""

from __future__ import annotations

import ctypes
import ctypes.util
import sys
from collections.abc import Mapping, Sequence
from typing import Any

from oro_ai.engine.media import Media
from oro_ai.engine.schedule import Span
from oro_ai.engine.shape import Shape
from oro_ai.errors import CannotLoad
from oro_ai.llama.batch import Batch
from oro_ai.llama.binding import C, last_complaint
from oro_ai.llama.model import Model
from oro_framework.errors import UsageError

__all__ = ("ABORTED", "FULL", "Context", "Shape")

CACHE_TYPES = {
    "f32": C.GGML_TYPE_F32, "f16": C.GGML_TYPE_F16, "bf16": 30, "q8_0": C.GGML_TYPE_Q8_0, "q5_1": C.GGML_TYPE_Q5_1,
    "q5_0": C.GGML_TYPE_Q5_0, "q4_1": C.GGML_TYPE_Q4_1, "q4_0": C.GGML_TYPE_Q4_0, "iq4_nl": C.GGML_TYPE_IQ4_NL,
}  # fmt: skip
"""Types by the names that settings have for them; the binding has no name for bf16."""
FULL, ABORTED = 1, 2
"""The results of `decode` when the cache has no room, and when it was interrupted."""


class Context:
    """A context. Call every method but `interrupt` on the decode thread.

    Raises:
        CannotLoad: there is not enough memory, or the model cannot have such a context.
    """

    def __init__(self, model: Model, shape: Shape) -> None:
        self.model = model
        self.shape = shape
        self._flag = ctypes.create_string_buffer(2)
        self._listening = False
        self.handle: Any = C.llama_init_from_model(model.handle, self._parameters(shape))
        if not self.handle:
            raise CannotLoad(model.description, last_complaint() or "there is no memory for a context")
        self._memory = C.llama_get_memory(self.handle)
        self._batch = Batch(shape.batch)
        self._adapters: tuple[tuple[Any, float], ...] = ()

    def _parameters(self, shape: Shape) -> Any:
        wanted = C.llama_context_default_params()
        wanted.n_ctx, wanted.n_seq_max, wanted.kv_unified = shape.cells, shape.sequences, True
        wanted.n_batch, wanted.n_ubatch = shape.batch, shape.micro_batch or shape.batch
        wanted.n_threads = wanted.n_threads_batch = shape.threads
        wanted.no_perf = True
        wanted.type_k = wanted.type_v = CACHE_TYPES[shape.cache_type]
        if shape.pooling is not None:
            wanted.embeddings, wanted.pooling_type = True, shape.pooling
        return wanted

    # -- a step ------------------------------------------------------------------------------------

    def decode(self, spans: Sequence[Span]) -> tuple[int, Mapping[int, int]]:
        """Compute spans; return llama.cpp's code, 0 for success, and the row of each slot that has an output."""
        batch, rows = self._batch, {}
        batch.clear()
        for span in spans:
            slot, end = span.slot, span.start + span.count
            tokens = slot.tokens[span.start : end]
            batch.add(tokens, slot.position, slot.id, every=span.scored, last=span.output)
            if span.output:
                rows[slot.id] = batch.rows - 1
        self._listen(batch.rows > len(spans))
        return int(C.llama_decode(self.handle, batch.raw)), rows

    def look(self, media: Media, place: int, sequence: int) -> int:
        """Compute an image or audio that the model's projector has encoded; return llama.cpp's code.

        Raises:
            UsageError: it has more tokens than can be computed at once, which it has to be.
        """
        projector = self.model.projector
        assert projector is not None
        most = self.shape.micro_batch or self.shape.batch
        if media.at_once and media.count > most:
            raise UsageError(
                f"Cannot read an image: its {media.count} tokens are computed at once, and a step of the context has "
                f"{most}; raise ai_llm_context_n_batch and ai_llm_context_n_ubatch",
                param="messages",
            )
        self._listen(True)
        return projector.decode(media, self.handle, place, sequence, most if media.at_once else self.shape.batch)

    def go_on(self, tokens: Sequence[int]) -> int:
        """Compute the next token of each sequence of the last step, which had one row for each; return as `decode`."""
        self._batch.go_on(tokens)
        return int(C.llama_decode(self.handle, self._batch.raw))

    def check(self, tokens: Sequence[int], place: int, sequence: int) -> int:
        """Compute consecutive tokens of one sequence, each with a row; return llama.cpp's code."""
        self._batch.clear()
        self._batch.add(tokens, place, sequence, every=True)
        self._listen(False)
        return int(C.llama_decode(self.handle, self._batch.raw))

    def stand_at(self, token: int, place: int, sequence: int) -> None:
        """Have `go_on` continue after a token that was computed already."""
        self._batch.clear()
        self._batch.add([token], place, sequence, last=True)

    def embed(self, inputs: Sequence[Sequence[int]]) -> int:
        """Compute whole inputs, each as its own sequence; return llama.cpp's code."""
        self._batch.clear()
        for id, tokens in enumerate(inputs):
            self._batch.add(tokens, 0, id, every=True)
        if self._memory:
            C.llama_memory_clear(self._memory, False)
        self._listen(True)
        return int(C.llama_decode(self.handle, self._batch.raw))

    def _listen(self, wanted: bool) -> None:
        """Set whether `interrupt` ends the next step: the callback costs a hundredth of the time of a small step."""
        if wanted is not self._listening:
            self._listening = wanted
            # llama.cpp calls its abort callback between any two operations. A Python function would need the GIL each
            # time, thousands of times a step; `strlen` of a buffer is true once the first byte is not 0.
            asked = ctypes.cast(_libc().strlen, C.ggml_abort_callback) if wanted else C.ggml_abort_callback()
            C.llama_set_abort_callback(self.handle, asked, ctypes.cast(self._flag, ctypes.c_void_p))

    def interrupt(self) -> None:
        """End the current step, if it computes part of a prompt; it then returns `ABORTED`. Any thread."""
        self._flag[0] = b"\x01"

    def rearm(self) -> None:
        """Clear the interrupt, so that the next step runs to its end."""
        self._flag[0] = b"\x00"

    # -- the cache ---------------------------------------------------------------------------------

    def drop(self, sequence: int, start: int = 0) -> bool:
        """Drop a sequence from a position on; if it can only be dropped whole, drop nothing and return False."""
        return bool(C.llama_memory_seq_rm(self._memory, sequence, start, -1)) if self._memory else True

    def copy(self, source: int, target: int, count: int) -> None:
        """Copy the first tokens of a sequence to an empty one; both share the cells."""
        C.llama_memory_seq_cp(self._memory, source, target, 0, count)

    def clear(self) -> None:
        """Empty the cache in place."""
        if self._memory:
            C.llama_memory_clear(self._memory, False)

    def save(self, sequence: int = 0) -> bytearray:
        """Return the contents of a sequence's cache, for `restore`."""
        size = C.llama_state_seq_get_size(self.handle, sequence)
        saved = bytearray(size)
        written = C.llama_state_seq_get_data(self.handle, _bytes(saved), size, sequence)
        del saved[written:]
        return saved

    def restore(self, saved: bytes | bytearray, sequence: int = 0) -> bool:
        """Restore what `save` returned into any empty sequence; return False if it is of another model, or damaged."""
        data = saved if isinstance(saved, bytearray) else bytearray(saved)
        return bool(C.llama_state_seq_set_data(self.handle, _bytes(data), len(data), sequence))

    def adapt(self, adapters: tuple[tuple[Any, float], ...]) -> None:
        """Use LoRA adapters, each with its scale, from the next step on."""
        if adapters == self._adapters:
            return
        handles = (C.llama_adapter_lora_p_ctypes * len(adapters))(*(handle for handle, _ in adapters))
        scales = (ctypes.c_float * len(adapters))(*(scale for _, scale in adapters))
        C.llama_set_adapters_lora(self.handle, handles, len(adapters), scales)
        self._adapters = adapters

    def free(self) -> None:
        """Free the memory."""
        if self.handle:
            C.llama_free(self.handle)
            self.handle = None


def _bytes(data: bytearray) -> Any:
    return (ctypes.c_uint8 * len(data)).from_buffer(data)


def _libc() -> ctypes.CDLL:
    return ctypes.CDLL("msvcrt" if sys.platform == "win32" else None)
