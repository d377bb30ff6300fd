"""The projector of a model: it turns images and audio into vectors that the model reads in place of tokens.

Rules
1. `read` may be called in any thread, the other methods on the decode thread alone.
2. Chunks are kept as they were read, and the vectors of chunks as they were computed, the latest of each, up to a
   number of bytes: a chunk that is forgotten is read again from its file.
"""

from __future__ import annotations

import ctypes
import threading
from collections import Counter, OrderedDict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from oro_ai.engine.media import Attached, Media, MediaPrompt, key_of
from oro_ai.errors import CannotLoad
from oro_ai.llama.binding import C, last_complaint
from oro_ai.llama.mtmd import bindings
from oro_framework.errors import Broken, InvalidArgument, OroError

__all__ = ("Projector",)

MOST_CHUNKS = 64
MOST_BYTES = 256 << 20
"""The most bytes of vectors that are kept."""


class Projector:
    """A loaded projector.

    Args:
        path: its file.
        model: llama.cpp's handle of the model.
        width: the number of dimensions of the model's vectors.
        threads: the number of threads that compute.
        gpu: whether to compute on a GPU where there is one.

    Raises:
        CannotLoad: the file is no projector, or of another model.
        Unsupported: llama-cpp-python was compiled without libmtmd.
    """

    def __init__(self, path: Path, model: Any, *, width: int, threads: int, gpu: bool) -> None:
        self._m = bindings()
        wanted = self._m.mtmd_context_params_default()
        wanted.use_gpu, wanted.n_threads = gpu, max(threads, 1)
        wanted.print_timings = wanted.warmup = False
        last_complaint()
        self.handle: Any = self._m.mtmd_init_from_file(str(path).encode(), model, wanted)
        if not self.handle:
            why = last_complaint() or "it is no projector of this model"
            raise CannotLoad(path.name, why, what="projector")
        self.vision = bool(self._m.mtmd_support_vision(self.handle))
        self.audio = bool(self._m.mtmd_support_audio(self.handle))
        self.at_once = self.vision and bool(self._m.mtmd_decode_use_non_causal(self.handle, None))
        """True if attention among the tokens of an image is not causal: all of them are computed in one step."""
        self._width = width
        self._chunks: OrderedDict[int, Any] = OrderedDict()
        self._vectors: OrderedDict[int, Any] = OrderedDict()
        self._lock = threading.Lock()

    # -- any thread --------------------------------------------------------------------------------

    def read(self, parts: Sequence[str | Attached], *, add_special: bool) -> MediaPrompt:
        """Return the tokens of a prompt.

        Args:
            parts: its texts and files, in order.
            add_special: add the model's special tokens before and after the prompt.

        Raises:
            InvalidArgument: a file cannot be read, or nothing follows the last one.
        """
        tokens: list[int] = []
        media: list[Media] = []
        files = [part for part in parts if isinstance(part, Attached)]
        counted: Counter[int] = Counter()
        with self._tokenized(parts, add_special=add_special) as chunks:
            for chunk in chunks:
                if (id := self._m.mtmd_input_chunk_get_id(chunk)) is None:
                    tokens += self._text(chunk)
                    continue
                # The chunks of a file may have text between them.
                file = int(id)
                read = self._media(files[file].data, counted[file], chunk, len(tokens))
                counted[file] += 1
                media.append(read)
                tokens += [read.key] * read.count
        if media and media[-1].end == len(tokens):
            raise InvalidArgument("Cannot answer: nothing follows the last image of the prompt", param="messages")
        return MediaPrompt(tokens, tuple(media))

    # -- the decode thread -------------------------------------------------------------------------

    def has(self, media: Media) -> bool:
        """Return whether the vectors of a chunk are there."""
        return media.key in self._vectors

    def encode(self, media: Media) -> None:
        """Compute the vectors of a chunk, which may take seconds and cannot be interrupted.

        Raises:
            Broken: libmtmd cannot compute it.
        """
        with self._chunk(media) as chunk:
            last_complaint()
            if self._m.mtmd_encode_chunk(self.handle, chunk) != 0:
                why = last_complaint() or "it does not say why"
                raise Broken(f"Cannot read an image: libmtmd could not compute it ({why})")
        size = ctypes.sizeof(ctypes.c_float) * self._width * media.count
        vectors = (ctypes.c_float * (self._width * media.count))()
        ctypes.memmove(vectors, self._m.mtmd_get_output_embd(self.handle), size)
        self._vectors[media.key] = vectors
        while len(self._vectors) > 1 and sum(map(ctypes.sizeof, self._vectors.values())) > MOST_BYTES:
            self._vectors.popitem(last=False)

    def decode(self, media: Media, context: Any, place: int, sequence: int, rows: int) -> int:
        """Have a model read the vectors of a chunk; return llama.cpp's code, 0 for success.

        Args:
            media: the chunk, which has been encoded.
            context: llama.cpp's context.
            place: the position of its first token.
            sequence: the number of the sequence.
            rows: the most rows of a step.
        """
        vectors, after = self._vectors[media.key], C.llama_pos()
        self._vectors.move_to_end(media.key)
        none = self._m.mtmd_helper_post_decode_callback()
        with self._chunk(media) as chunk:
            decode = self._m.mtmd_helper_decode_image_chunk
            return int(
                decode(self.handle, context, chunk, vectors, place, sequence, rows, ctypes.byref(after), none, None)
            )

    def free(self) -> None:
        """Free the memory."""
        with self._lock:
            for chunk in self._chunks.values():
                self._m.mtmd_input_chunk_free(chunk)
            self._chunks.clear()
        self._vectors.clear()
        if self.handle:
            self._m.mtmd_free(self.handle)
            self.handle = None

    # -- chunks ------------------------------------------------------------------------------------

    @contextmanager
    def _tokenized(self, parts: Sequence[str | Attached], *, add_special: bool) -> Iterator[list[Any]]:
        """Yield libmtmd's chunks of a prompt, which are freed after the block. The id of a chunk is its file's number.

        Raises:
            InvalidArgument: a file cannot be read.
        """
        bitmaps: list[Any] = []
        output = self._m.mtmd_input_chunks_init()
        try:
            told = [self._part(part, bitmaps) for part in parts]
            pointers = (ctypes.POINTER(self._m.mtmd_input_part) * len(told))(*map(ctypes.pointer, told))
            code = self._m.mtmd_tokenize_from_parts(self.handle, output, pointers, len(told), add_special)
            if code != 0:
                why = last_complaint() or "it cannot be prepared for the model"
                raise InvalidArgument(f"Cannot use an image or audio of the messages: {why}", param="messages")
            size = self._m.mtmd_input_chunks_size(output)
            yield [self._m.mtmd_input_chunks_get(output, index) for index in range(size)]
        finally:
            self._m.mtmd_input_chunks_free(output)
            for bitmap in bitmaps:
                self._m.mtmd_bitmap_free(bitmap)

    def _part(self, part: str | Attached, bitmaps: list[Any]) -> Any:
        if isinstance(part, str):
            data = part.encode("utf-8", "replace")
            text = self._m.mtmd_input_text(text=data, text_len=len(data), add_special=False, parse_special=True)
            return self._m.mtmd_input_part(text=ctypes.pointer(text))
        last_complaint()
        buffer = (ctypes.c_uint8 * len(part.data)).from_buffer_copy(part.data)
        bitmap = self._m.mtmd_helper_bitmap_init_from_buf(self.handle, buffer, len(part.data), False)
        if not bitmap:
            why = last_complaint() or "its contents are damaged, or of a kind that is not read"
            raise InvalidArgument(f"Cannot use {part.name}: {why}", param="messages")
        self._m.mtmd_bitmap_set_id(bitmap, str(len(bitmaps)).encode())
        bitmaps.append(bitmap)
        return self._m.mtmd_input_part(bitmap=bitmap)

    def _text(self, chunk: Any) -> list[int]:
        count = ctypes.c_size_t()
        tokens = self._m.mtmd_input_chunk_get_tokens_text(chunk, ctypes.byref(count))
        return list(tokens[: count.value])

    def _media(self, data: bytes, part: int, chunk: Any, start: int) -> Media:
        key = key_of(data, part)
        with self._lock:
            if key not in self._chunks:
                self._chunks[key] = self._m.mtmd_input_chunk_copy(chunk)
            self._chunks.move_to_end(key)
            while len(self._chunks) > MOST_CHUNKS:
                self._m.mtmd_input_chunk_free(self._chunks.popitem(last=False)[1])
        return Media(
            start=start,
            count=int(self._m.mtmd_input_chunk_get_n_tokens(chunk)),
            positions=int(self._m.mtmd_input_chunk_get_n_pos(chunk)),
            key=key,
            data=data,
            part=part,
            at_once=bool(self._m.mtmd_decode_use_non_causal(self.handle, chunk)),
        )

    @contextmanager
    def _chunk(self, media: Media) -> Iterator[Any]:
        """Yield a copy of the chunk, which other threads do not free, read again from its file if it was forgotten.

        Raises:
            Broken: the file has become unreadable.
        """
        found = self._copied(media)
        if found is None:
            try:
                self.read([Attached("an image", media.data), "."], add_special=False)
            except OroError as error:
                raise Broken(f"Cannot read an image again: {error.message}") from error
            found = self._copied(media)
        if found is None:
            raise Broken("Cannot read an image again: it has more parts than are kept")
        try:
            yield found
        finally:
            self._m.mtmd_input_chunk_free(found)

    def _copied(self, media: Media) -> Any:
        with self._lock:
            chunk = self._chunks.get(media.key)
            return None if chunk is None else self._m.mtmd_input_chunk_copy(chunk)
