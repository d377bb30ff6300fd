"""A ranking model with random weights: its scores are meaningless but reproducible."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from oro_ai.testing.gguf_file import Int32, write_gguf

__all__ = ("write_ranker",)

_WIDTH, _HEADS, _INNER, _CONTEXT = 32, 2, 64, 256
_SPECIAL = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]")
_LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789.,?!"
_NORMAL, _UNKNOWN, _CONTROL, _RANK = 1, 2, 3, 4


def write_ranker(path: Path, *, seed: int = 1) -> Path:
    """Write the model, a BERT with one layer and a head that scores, and return its path.

    Args:
        path: a file.
        seed: the seed of the weights.
    """
    tokens = [*_SPECIAL, *("▁" + letter for letter in _LETTERS), *_LETTERS]
    kinds = [_CONTROL, _UNKNOWN, _CONTROL, _CONTROL, _CONTROL] + [_NORMAL] * (2 * len(_LETTERS))
    metadata: dict[str, Any] = {
        "general.architecture": "bert",
        "general.name": "random ranker",
        "bert.context_length": _CONTEXT,
        "bert.embedding_length": _WIDTH,
        "bert.feed_forward_length": _INNER,
        "bert.block_count": 1,
        "bert.attention.head_count": _HEADS,
        "bert.attention.layer_norm_epsilon": 1e-12,
        "bert.attention.causal": False,
        "bert.pooling_type": _RANK,
        "bert.classifier.output_labels": ["score"],
        "tokenizer.ggml.model": "bert",
        "tokenizer.ggml.pre": "default",
        "tokenizer.ggml.token_type_count": 2,
        "tokenizer.ggml.bos_token_id": 2,
        "tokenizer.ggml.eos_token_id": 3,
        "tokenizer.ggml.seperator_token_id": 3,
        "tokenizer.ggml.cls_token_id": 2,
        "tokenizer.ggml.mask_token_id": 4,
        "tokenizer.ggml.padding_token_id": 0,
        "tokenizer.ggml.unknown_token_id": 1,
        "tokenizer.ggml.tokens": tokens,
        "tokenizer.ggml.scores": [-1000.0] * len(tokens),
        "tokenizer.ggml.token_type": Int32(kinds),
    }
    write_gguf(path, metadata, _tensors(len(tokens), np.random.default_rng(seed)))
    return path


def _tensors(words: int, random: np.random.Generator) -> dict[str, np.ndarray[Any, Any]]:
    ones, zeros = np.ones(_WIDTH, np.float32), np.zeros(_WIDTH, np.float32)

    def weights(*shape: int) -> np.ndarray[Any, Any]:
        return (random.standard_normal(shape) * 0.3).astype(np.float32)

    tensors = {
        "token_embd.weight": weights(words, _WIDTH),
        "position_embd.weight": weights(_CONTEXT, _WIDTH),
        "token_types.weight": weights(2, _WIDTH),
        "token_embd_norm.weight": ones,
        "token_embd_norm.bias": zeros,
        "blk.0.ffn_up.weight": weights(_INNER, _WIDTH),
        "blk.0.ffn_up.bias": np.zeros(_INNER, np.float32),
        "blk.0.ffn_down.weight": weights(_WIDTH, _INNER),
        "blk.0.ffn_down.bias": zeros,
        "cls.weight": weights(_WIDTH, _WIDTH),
        "cls.bias": zeros,
        "cls.output.weight": weights(1, _WIDTH),
        "cls.output.bias": np.zeros(1, np.float32),
    }
    for name in ("attn_q", "attn_k", "attn_v", "attn_output"):
        tensors |= {f"blk.0.{name}.weight": weights(_WIDTH, _WIDTH), f"blk.0.{name}.bias": zeros}
    for name in ("attn_output_norm", "layer_output_norm"):
        tensors |= {f"blk.0.{name}.weight": ones, f"blk.0.{name}.bias": zeros}
    return tensors
