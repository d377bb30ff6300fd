"""A model small enough to be written here: it looks up the vector of each token, as the first layer of BERT does.

The file is in ONNX's own format, a message of protobuf, whose fields have the numbers of `onnx.proto`.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Iterable, Sequence
from pathlib import Path

__all__ = ("write",)

TOKENS = ("[PAD]", "[UNK]", "[CLS]", "hello", "world", "[SEP]")
WIDTH = 4
FLOAT, INT64 = 1, 7
"""Types of elements."""


def _varint(number: int) -> bytes:
    out = bytearray()
    while number > 0x7F:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    out.append(number)
    return bytes(out)


def _number(field: int, value: int) -> bytes:
    return _varint(field << 3) + _varint(value)


def _bytes(field: int, value: bytes | str) -> bytes:
    data = value.encode() if isinstance(value, str) else value
    return _varint(field << 3 | 2) + _varint(len(data)) + data


def _joined(field: int, values: Iterable[bytes | str]) -> bytes:
    return b"".join(_bytes(field, value) for value in values)


def _value(name: str, element: int, shape: Sequence[str | int]) -> bytes:
    """Return a ValueInfoProto."""
    sizes = [_bytes(2, each) if isinstance(each, str) else _number(1, each) for each in shape]
    tensor = _number(1, element) + _bytes(2, _joined(1, sizes))
    return _bytes(1, name) + _bytes(2, _bytes(1, tensor))


def _model() -> bytes:
    rows = [row + column / 4 for row in range(len(TOKENS)) for column in range(WIDTH)]
    table = _number(1, len(TOKENS)) + _number(1, WIDTH) + _number(2, FLOAT) + _bytes(8, "table")
    table += _bytes(9, struct.pack(f"<{len(rows)}f", *rows))
    node = _joined(1, ("table", "input_ids")) + _bytes(2, "last_hidden_state") + _bytes(4, "Gather")
    inputs = ("input_ids", "attention_mask", "token_type_ids")
    graph = _bytes(1, node) + _bytes(2, "tiny") + _bytes(5, table)
    graph += _joined(11, (_value(name, INT64, ("batch", "tokens")) for name in inputs))
    graph += _bytes(12, _value("last_hidden_state", FLOAT, ("batch", "tokens", WIDTH)))
    return _number(1, 8) + _bytes(7, graph) + _bytes(8, _number(2, 17))


def _tokenizer() -> dict[str, object]:
    special = [{"id": TOKENS.index(name), "content": name, "special": True} for name in TOKENS if name[0] == "["]
    flags = {"single_word": False, "lstrip": False, "rstrip": False, "normalized": False}
    pair = {name: {"id": name, "ids": [TOKENS.index(name)], "tokens": [name]} for name in ("[CLS]", "[SEP]")}
    begin, text, end = (
        {"SpecialToken": {"id": "[CLS]", "type_id": 0}},
        {"Sequence": {"id": "A", "type_id": 0}},
        {"SpecialToken": {"id": "[SEP]", "type_id": 0}},
    )
    return {
        "version": "1.0",
        "added_tokens": [{**flags, **each} for each in special],
        "normalizer": {"type": "BertNormalizer", "lowercase": True, "clean_text": True, "handle_chinese_chars": True},
        "pre_tokenizer": {"type": "BertPreTokenizer"},
        "post_processor": {
            "type": "TemplateProcessing",
            "single": [begin, text, end],
            "pair": [begin, text, end],
            "special_tokens": pair,
        },
        "decoder": {"type": "WordPiece", "prefix": "##", "cleanup": True},
        "model": {
            "type": "WordPiece",
            "unk_token": "[UNK]",
            "continuing_subword_prefix": "##",
            "max_input_chars_per_word": 100,
            "vocab": {name: number for number, name in enumerate(TOKENS)},
        },
    }


def write(folder: Path) -> None:
    """Write the model `tiny` into a folder of models, as the hub has them."""
    home = folder / "tiny"
    (home / "onnx").mkdir(parents=True)
    (home / "onnx" / "model.onnx").write_bytes(_model())
    for name, content in {
        "config": {"model_type": "bert", "architectures": ["BertModel"], "hidden_size": WIDTH},
        "tokenizer": _tokenizer(),
        "tokenizer_config": {"tokenizer_class": "BertTokenizer", "model_max_length": 64, "pad_token": "[PAD]"},
    }.items():
        (home / f"{name}.json").write_text(json.dumps(content), "utf-8")
