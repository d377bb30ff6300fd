"""Convert all-MiniLM-L6-v2 from safetensors into a model file for llama.cpp."""

from __future__ import annotations

import json
import struct
from pathlib import Path
from typing import Any

import numpy as np

from oro_ai.testing.gguf_file import Int32, write_gguf

__all__ = ("convert",)

LAYERS = 6
_NORMAL, _UNKNOWN, _CONTROL = 1, 2, 3
_TABLE = {
    "embeddings.word_embeddings.weight": "token_embd.weight",
    "embeddings.position_embeddings.weight": "position_embd.weight",
    "embeddings.token_type_embeddings.weight": "token_types.weight",
    "embeddings.LayerNorm": "token_embd_norm",
}
_LAYER = {
    "attention.self.query": "attn_q",
    "attention.self.key": "attn_k",
    "attention.self.value": "attn_v",
    "attention.output.dense": "attn_output",
    "attention.output.LayerNorm": "attn_output_norm",
    "intermediate.dense": "ffn_up",
    "output.dense": "ffn_down",
    "output.LayerNorm": "layer_output_norm",
}
_METADATA: dict[str, Any] = {
    "general.architecture": "bert",
    "general.name": "all-MiniLM-L6-v2",
    "bert.context_length": 512,
    "bert.embedding_length": 384,
    "bert.feed_forward_length": 1536,
    "bert.block_count": LAYERS,
    "bert.attention.head_count": 12,
    "bert.attention.layer_norm_epsilon": 1e-12,
    "bert.attention.causal": False,
    "bert.pooling_type": 1,
    "tokenizer.ggml.model": "bert",
    "tokenizer.ggml.pre": "default",
    "tokenizer.ggml.token_type_count": 2,
    "tokenizer.ggml.bos_token_id": 101,
    "tokenizer.ggml.eos_token_id": 102,
    "tokenizer.ggml.seperator_token_id": 102,
    "tokenizer.ggml.cls_token_id": 101,
    "tokenizer.ggml.mask_token_id": 103,
    "tokenizer.ggml.padding_token_id": 0,
    "tokenizer.ggml.unknown_token_id": 100,
}


def convert(weights: Path, vocabulary: Path, target: Path) -> None:
    """Write the model.

    Args:
        weights: the file `model.safetensors`.
        vocabulary: the file `vocab.txt`.
        target: the file to write.
    """
    words = vocabulary.read_text("utf-8").splitlines()
    kinds = [_CONTROL if word in ("[CLS]", "[SEP]", "[MASK]", "[PAD]") else _NORMAL for word in words]
    kinds[words.index("[UNK]")] = _UNKNOWN
    vocab = {
        "tokenizer.ggml.tokens": [_token(word) for word in words],
        "tokenizer.ggml.scores": [-1000.0] * len(words),
        "tokenizer.ggml.token_type": Int32(kinds),
    }
    write_gguf(target, {**_METADATA, **vocab}, _tensors(weights))


def _token(word: str) -> str:
    """Return a WordPiece in llama.cpp's notation, which marks the beginning of a word, not its continuation."""
    if word.startswith("[") and word.endswith("]"):
        return word
    return word[2:] if word.startswith("##") else "▁" + word


def _tensors(path: Path) -> dict[str, np.ndarray[Any, Any]]:
    data = path.read_bytes()
    (length,) = struct.unpack("<Q", data[:8])
    found = {}
    for name, entry in json.loads(data[8 : 8 + length]).items():
        if name == "__metadata__" or (target := _target(name)) is None:
            continue
        begin, end = entry["data_offsets"]
        array = np.frombuffer(data[8 + length + begin : 8 + length + end], np.float32).reshape(entry["shape"])
        matrix = array.ndim == 2 and target.startswith(("blk.", "token_embd."))
        found[target] = array.astype(np.float16) if matrix else array
    return found


def _target(name: str) -> str | None:
    for ours, theirs in _TABLE.items():
        if name.startswith(ours):
            return theirs + name.removeprefix(ours)
    parts = name.split(".")
    if parts[:2] != ["encoder", "layer"]:
        return None
    rest, kind = ".".join(parts[3:-1]), parts[-1]
    return f"blk.{parts[2]}.{_LAYER[rest]}.{kind}" if rest in _LAYER else None
