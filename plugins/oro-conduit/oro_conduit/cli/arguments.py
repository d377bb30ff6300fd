"""The arguments of `oro call`: parameters, and bytes that go along. Sans-IO but for the files that are named.

key=value       text; between double quotes, a JSON string
key:=json       a JSON value
@file           the bytes of a file, or of standard input for `@-`
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from msgspec import Struct

from oro_framework.errors import UsageError

__all__ = ("Arguments", "parsed")

_PAIR = re.compile(r"([^=:@][^=:]*)(:=|=)(.*)", re.DOTALL)


class Arguments(Struct, frozen=True):
    """Parameters of a call, and where its bytes are; no file for none."""

    params: dict[str, Any]
    file: str = ""

    def body(self) -> bytes:
        """Return the bytes that go along. Blocks.

        Raises:
            UsageError: the file cannot be read.
        """
        if not self.file:
            return b""
        try:
            return sys.stdin.buffer.read() if self.file == "-" else Path(self.file).read_bytes()
        except OSError as error:
            raise UsageError(f'Cannot send "{self.file}": {error.strerror}') from error


def parsed(words: Sequence[str]) -> Arguments:
    """Return the arguments that words say.

    Raises:
        UsageError: one says none, a parameter or the bytes are given twice, or what follows `:=` is no JSON.
    """
    params: dict[str, Any] = {}
    file = ""
    for word in words:
        if word.startswith("@") and len(word) > 1:
            if file:
                raise UsageError(f'Cannot send "{word[1:]}": "{file}" is sent already')
            file = word[1:]
            continue
        key, value = _pair(word)
        if key in params:
            raise UsageError(f'Cannot use "{word}": parameter "{key}" is given twice')
        params[key] = value
    return Arguments(params, file)


def _pair(word: str) -> tuple[str, Any]:
    found = _PAIR.fullmatch(word)
    if found is None:
        raise UsageError(f'Cannot use "{word}": expected key=value, key:=json or @file')
    key, sign, text = found.groups()
    if sign == "=":
        return key, _text(text)
    try:
        return key, json.loads(text)
    except ValueError as error:
        raise UsageError(f'Cannot use "{word}": what follows := is no JSON: {error}') from error


def _text(text: str) -> str:
    """Return a value as it travels: a JSON string without its quotes, everything else as it is written."""
    if text.startswith('"'):
        try:
            value = json.loads(text)
        except ValueError:
            return text
        return value if isinstance(value, str) else text
    return text
