"""A language model with random weights: its answers are nonsense but reproducible, at microseconds per token."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from oro_ai.testing.gguf_file import Q8, Int32, Short, Signed, quantised, write_gguf

__all__ = ("BYTES", "CHAT_TEMPLATE", "write_adapter", "write_model")

CHAT_TEMPLATE = (
    "{% for message in messages %}<{{ message.role }}>{{ message.content }}\n{% endfor %}"
    "{% if add_generation_prompt %}<assistant>{% endif %}"
)
_WIDTH, _HEADS, _LAYERS, _INNER = 64, 4, 2, 128
_SPECIAL = ("<unk>", "<s>", "</s>")
BYTES = len(_SPECIAL)
"""The token of byte 0; the tokens of the other bytes follow it."""
_END = _SPECIAL.index("</s>")
_WORDS = ("▁the", "▁a", "▁of", "▁and", "▁to", "▁in", "ing", "er", "th", "he", "an", "in", "on", "at", "es")
_NORMAL, _UNKNOWN, _CONTROL, _WRITTEN, _BYTE = 1, 2, 3, 4, 6


def write_model(
    path: Path,
    *,
    seed: int = 1,
    context: int = 512,
    template: str = CHAT_TEMPLATE,
    words: Sequence[str] = (),
    ends: bool = True,
    quantise: bool = False,
    heads: int = _HEADS,
    files: int = 1,
    sections: Sequence[int] = (),
) -> Path:
    """Write the model and return its path.

    Args:
        path: a file.
        seed: the seed of the weights.
        context: the context length the model declares.
        template: its chat template, empty for none.
        words: further tokens, by their text.
        ends: whether answers may end by themselves, as one in a few hundred tokens is the end token; otherwise that
            is never the most likely one, nor among the 40 that are chosen from by default.
        quantise: whether to store matrices as Q8_0, as in real models, which llama.cpp multiplies by other code.
        heads: the heads of attention that share its width of 64.
        sections: how its positions share the dimensions of a head, where an image has positions of its own (M-RoPE), as
            Qwen2-VL's does.
        files: the number of files to store it in; `-00001-of-00002` before `.gguf` names the first of two.
    """
    tokens, scores, kinds = _vocabulary(words)
    random = np.random.default_rng(seed)

    def weights(*shape: int, scale: float = 0.2) -> np.ndarray[Any, Any]:
        return (random.standard_normal(shape) * scale).astype(np.float32)

    ones = np.ones(_WIDTH, np.float32)
    tensors: dict[str, np.ndarray[Any, Any]] = {
        "token_embd.weight": weights(len(tokens), _WIDTH, scale=1.0),
        "output_norm.weight": ones,
        "output.weight": weights(len(tokens), _WIDTH, scale=0.4),
    }
    if not ends:
        tensors["output.weight"][_END] = 0  # in the middle of all likelihoods
    for layer in range(_LAYERS):
        part = f"blk.{layer}."
        tensors |= {
            part + "attn_norm.weight": ones,
            part + "attn_q.weight": weights(_WIDTH, _WIDTH),
            part + "attn_k.weight": weights(_WIDTH, _WIDTH),
            part + "attn_v.weight": weights(_WIDTH, _WIDTH),
            part + "attn_output.weight": weights(_WIDTH, _WIDTH),
            part + "ffn_norm.weight": ones,
            part + "ffn_gate.weight": weights(_INNER, _WIDTH),
            part + "ffn_up.weight": weights(_INNER, _WIDTH),
            part + "ffn_down.weight": weights(_WIDTH, _INNER),
        }
    name = "qwen2vl" if sections else "llama"
    metadata: dict[str, Any] = {
        "general.architecture": name,
        "general.name": "random",
        f"{name}.context_length": context,
        f"{name}.embedding_length": _WIDTH,
        f"{name}.block_count": _LAYERS,
        f"{name}.feed_forward_length": _INNER,
        f"{name}.attention.head_count": heads,
        f"{name}.attention.head_count_kv": heads,
        f"{name}.attention.layer_norm_rms_epsilon": 1e-5,
        f"{name}.rope.dimension_count": _WIDTH // heads,
        f"{name}.vocab_size": len(tokens),
        "tokenizer.ggml.model": "llama",
        "tokenizer.ggml.tokens": tokens,
        "tokenizer.ggml.scores": scores,
        "tokenizer.ggml.token_type": Int32(kinds),
        "tokenizer.ggml.bos_token_id": 1,
        "tokenizer.ggml.eos_token_id": _END,
        "tokenizer.ggml.unknown_token_id": 0,
        **({"tokenizer.chat_template": template} if template else {}),
        **({f"{name}.rope.dimension_sections": Int32([*sections, 0])} if sections else {}),
    }
    stored = _quantised(tensors) if quantise else dict(tensors)
    if files > 1:
        return _write_parts(path, metadata, stored, files)
    write_gguf(path, metadata, stored)
    return path


def _write_parts(path: Path, metadata: Mapping[str, Any], tensors: Mapping[str, Any], count: int) -> Path:
    """Write a model in several files, as llama.cpp's own tool does, and return the path of the first."""
    names = list(tensors)
    each = -(-len(names) // count)
    paths = [path.with_name(f"{path.stem}-{number:05}-of-{count:05}.gguf") for number in range(1, count + 1)]
    for number, part in enumerate(paths):
        split = {"split.no": Short(number), "split.count": Short(count), "split.tensors.count": Signed(len(names))}
        held = {name: tensors[name] for name in names[number * each : (number + 1) * each]}
        write_gguf(part, {**(metadata if number == 0 else {}), **split}, held)
    return paths[0]


def _quantised(tensors: Mapping[str, np.ndarray[Any, Any]]) -> dict[str, np.ndarray[Any, Any] | Q8]:
    return {name: quantised(one) if one.ndim > 1 else one for name, one in tensors.items()}


def _vocabulary(words: Sequence[str]) -> tuple[list[str], list[float], list[int]]:
    """Return tokens, scores and types: every byte, every printable ASCII character, a few words, and `words`."""
    letters = ["▁", *(chr(code) for code in range(33, 127))]
    tokens = [*_SPECIAL, *(f"<0x{byte:02X}>" for byte in range(256)), *_WORDS, *letters, *words]
    scores = [0.0] * (3 + 256) + [-float(place + 1) for place in range(len(_WORDS) + len(letters))]
    kinds = [_UNKNOWN, _CONTROL, _CONTROL] + [_BYTE] * 256 + [_NORMAL] * (len(_WORDS) + len(letters))
    scores, kinds = scores + [0.0] * len(words), kinds + [_WRITTEN] * len(words)
    return tokens, scores, kinds


def write_adapter(path: Path, *, seed: int = 1, rank: int = 4) -> Path:
    """Write a LoRA adapter for the model and return its path.

    Args:
        path: a file.
        seed: the seed of the weights.
        rank: the rank of its matrices.
    """
    random = np.random.default_rng(seed)
    tensors = {}
    for layer in range(_LAYERS):
        for name in ("attn_q", "attn_v"):
            down = random.standard_normal((rank, _WIDTH)).astype(np.float32)
            up = random.standard_normal((_WIDTH, rank)).astype(np.float32)
            tensors[f"blk.{layer}.{name}.weight.lora_a"] = down
            tensors[f"blk.{layer}.{name}.weight.lora_b"] = up
    metadata = {
        "general.architecture": "llama",
        "general.type": "adapter",
        "adapter.type": "lora",
        "adapter.lora.alpha": 8.0,
    }
    write_gguf(path, metadata, tensors)
    return path
