"""Convert text into tokens and back. Any thread, as long as the model is loaded."""

from __future__ import annotations

import ctypes
from collections.abc import Sequence
from typing import Any

from oro_ai.llama.binding import C

__all__ = ("Vocab",)

_PIECE = 256


class Vocab:
    """The vocabulary of a model.

    Args:
        handle: llama.cpp's handle of the vocabulary.
    """

    def __init__(self, handle: Any) -> None:
        self.handle = handle
        self.size = int(C.llama_vocab_n_tokens(handle))
        self.begin = int(C.llama_vocab_bos(handle))
        self.end = int(C.llama_vocab_eos(handle))
        self.separator = int(C.llama_vocab_sep(handle))
        middles = [int(one(handle)) for one in (C.llama_vocab_fim_pre, C.llama_vocab_fim_suf, C.llama_vocab_fim_mid)]
        self.infill: tuple[int, ...] = tuple(middles) if min(middles) >= 0 else ()
        """The tokens before what is before, after and between; empty for a model that does not fill in."""
        self.adds_begin = bool(C.llama_vocab_get_add_bos(handle))
        self.adds_end = bool(C.llama_vocab_get_add_eos(handle))
        self._pieces: dict[tuple[int, bool], bytes] = {}
        self._ends: dict[int, bool] = {}

    def tokenize(self, text: str, *, add_special: bool = True, parse_special: bool = True) -> list[int]:
        """Return the tokens of a text.

        Args:
            text: lone surrogates become question marks.
            add_special: add the model's special tokens before and after the text.
            parse_special: parse the text of control tokens as such; False makes it plain text.
        """
        data = text.encode("utf-8", "replace")
        room = len(data) + 8
        while True:
            tokens = (ctypes.c_int32 * room)()
            count = C.llama_tokenize(self.handle, data, len(data), tokens, room, add_special, parse_special)
            if count >= 0:
                return tokens[:count]
            room = -count

    def detokenize(self, tokens: Sequence[int], *, special: bool = True) -> str:
        """Return the text of tokens, including control tokens if `special`."""
        data = b"".join(self.piece(token, special=special) for token in tokens)
        text = data.decode("utf-8", "replace")
        return text

    def piece(self, token: int, *, special: bool = False) -> bytes:
        """Return the bytes of one token; empty for control tokens unless `special`."""
        key = (token, special)
        if (known := self._pieces.get(key)) is None:
            known = self._pieces[key] = self._piece(token, special)
        return known

    def is_end(self, token: int) -> bool:
        """Return whether the model ends with this token."""
        if (known := self._ends.get(token)) is None:
            known = self._ends[token] = bool(C.llama_vocab_is_eog(self.handle, token))
        return known

    def text(self, token: int) -> str:
        """Return the vocabulary's name of a token; empty for an unknown one."""
        return (C.llama_vocab_get_text(self.handle, token) or b"").decode("utf-8", "replace") if token >= 0 else ""

    def _piece(self, token: int, special: bool) -> bytes:
        room = _PIECE
        while True:
            buffer = ctypes.create_string_buffer(room)
            size = C.llama_token_to_piece(self.handle, token, buffer, room, 0, special)
            if size >= 0:
                return buffer.raw[:size]
            room = -size
