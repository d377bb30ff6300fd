"""Moonshine tiny, a small model of speech, put together from packages: its weights and its vocabulary (MIT)."""

from __future__ import annotations

import base64
import json
import re
from pathlib import Path

__all__ = ("tokens",)

_BYTE = re.compile(r"<0x([0-9A-F]{2})>")


def tokens(tokenizer: Path) -> str:
    """Return the file `tokens.txt` of sherpa-onnx for a vocabulary of `tokenizer.json`.

    Args:
        tokenizer: the file `tokenizer.json`.
    """
    read = json.loads(tokenizer.read_text("utf-8"))
    numbers = {**read["model"]["vocab"], **{added["content"]: added["id"] for added in read["added_tokens"]}}
    lines = [f"{base64.b64encode(_bytes(piece)).decode()} {number}" for piece, number in numbers.items()]
    return "\n".join(sorted(lines, key=lambda line: int(line.split()[1]))) + "\n"


def _bytes(piece: str) -> bytes:
    byte = _BYTE.fullmatch(piece)
    return bytes.fromhex(byte[1]) if byte else piece.replace("▁", " ").encode()
