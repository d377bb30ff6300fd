"""A projector with random weights, for the random model: what a model sees by it is nonsense, but reproducible."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal

import numpy as np

from oro_ai.testing.gguf_file import write_gguf

__all__ = ("write_audio_projector", "write_projector")

_WIDTH, _HEADS, _LAYERS, _INNER = 32, 2, 2, 64
_MEL = 128
Array = np.ndarray[Any, Any]
Weights = Callable[..., Array]
Kind = Literal["mlp", "gemma3", "qwen2vl_merger"]
SIDE, _PATCH = 32, 8
"""The side of the square that images become, in pixels."""


def write_projector(path: Path, *, seed: int = 1, width: int = 64, kind: Kind = "mlp") -> Path:
    """Write the projector and return its path.

    Args:
        path: a file.
        seed: the seed of the weights.
        width: the dimensions of the model's vectors.
        kind: what it is like: `mlp` LLaVA's, `gemma3` Gemma's, whose tokens of an image attend to each other, or
            `qwen2vl_merger` Qwen2-VL's, whose images have positions of their own.
    """
    weights = _weights(seed)

    tensors: dict[str, Array] = {
        "v.patch_embd.weight": weights(_WIDTH, 3, _PATCH, _PATCH),
        "v.position_embd.weight": weights((SIDE // _PATCH) ** 2, _WIDTH),
        "v.post_ln.weight": _ones(_WIDTH),
        "v.post_ln.bias": _zeros(_WIDTH),
    }
    tensors |= _layers("v", weights)
    if kind == "qwen2vl_merger":
        del tensors["v.position_embd.weight"]
        tensors |= {
            "v.patch_embd.weight.1": weights(_WIDTH, 3, _PATCH, _PATCH),
            "mm.0.weight": weights(4 * _WIDTH, 4 * _WIDTH),
            "mm.0.bias": _zeros(4 * _WIDTH),
            "mm.2.weight": weights(width, 4 * _WIDTH),
            "mm.2.bias": _zeros(width),
        }
    elif kind == "gemma3":
        tensors["mm.input_projection.weight"] = weights(_WIDTH, width)
        tensors["mm.soft_emb_norm.weight"] = _ones(_WIDTH)
    else:
        tensors |= {
            "mm.0.weight": weights(width, _WIDTH),
            "mm.0.bias": _zeros(width),
            "mm.2.weight": weights(width, width),
            "mm.2.bias": _zeros(width),
        }
    metadata: dict[str, Any] = {
        "general.architecture": "clip",
        "general.type": "mmproj",
        "clip.has_vision_encoder": True,
        "clip.projector_type": kind,
        "clip.use_gelu": True,
        "clip.vision.image_size": SIDE,
        "clip.vision.patch_size": _PATCH,
        "clip.vision.embedding_length": _WIDTH,
        "clip.vision.feed_forward_length": _INNER,
        "clip.vision.block_count": _LAYERS,
        "clip.vision.projection_dim": width,
        "clip.vision.attention.head_count": _HEADS,
        "clip.vision.attention.layer_norm_epsilon": 1e-6,
        "clip.vision.image_mean": [0.5, 0.5, 0.5],
        "clip.vision.image_std": [0.5, 0.5, 0.5],
        **({"clip.vision.projector.scale_factor": 2} if kind == "gemma3" else {}),
    }
    write_gguf(path, metadata, tensors)
    return path


def write_audio_projector(path: Path, *, seed: int = 1, width: int = 64) -> Path:
    """Write a projector of audio, like Qwen2-Audio's, and return its path: half a minute takes 750 tokens.

    Args:
        path: a file.
        seed: the seed of the weights.
        width: the dimensions of the model's vectors.
    """
    weights = _weights(seed)
    tensors: dict[str, Array] = {
        "a.conv1d.1.weight": weights(_WIDTH, _MEL, 3).astype(np.float16),
        "a.conv1d.1.bias": _zeros(_WIDTH)[:, None],
        "a.conv1d.2.weight": weights(_WIDTH, _WIDTH, 3).astype(np.float16),
        "a.conv1d.2.bias": _zeros(_WIDTH)[:, None],
        "a.position_embd.weight": weights(1500, _WIDTH),
        "a.post_ln.weight": _ones(_WIDTH),
        "a.post_ln.bias": _zeros(_WIDTH),
        "mm.a.fc.weight": weights(width, _WIDTH),
        "mm.a.fc.bias": _zeros(width),
        **_layers("a", weights),
    }
    for layer in range(_LAYERS):
        del tensors[f"a.blk.{layer}.attn_k.bias"]
    metadata: dict[str, Any] = {
        "general.architecture": "clip",
        "general.type": "mmproj",
        "clip.has_audio_encoder": True,
        "clip.projector_type": "qwen2a",
        "clip.use_gelu": True,
        "clip.audio.num_mel_bins": _MEL,
        "clip.audio.embedding_length": _WIDTH,
        "clip.audio.feed_forward_length": _INNER,
        "clip.audio.block_count": _LAYERS,
        "clip.audio.projection_dim": width,
        "clip.audio.attention.head_count": _HEADS,
        "clip.audio.attention.layer_norm_epsilon": 1e-5,
    }
    write_gguf(path, metadata, tensors)
    return path


def _layers(prefix: str, weights: Weights) -> dict[str, Array]:
    tensors: dict[str, Array] = {}
    for layer in range(_LAYERS):
        part = f"{prefix}.blk.{layer}."
        for name in ("attn_q", "attn_k", "attn_v", "attn_out"):
            tensors[f"{part}{name}.weight"] = weights(_WIDTH, _WIDTH)
            tensors[f"{part}{name}.bias"] = _zeros(_WIDTH)
        for name in ("ln1", "ln2"):
            tensors[f"{part}{name}.weight"] = _ones(_WIDTH)
            tensors[f"{part}{name}.bias"] = _zeros(_WIDTH)
        tensors |= {
            part + "ffn_up.weight": weights(_INNER, _WIDTH),
            part + "ffn_up.bias": _zeros(_INNER),
            part + "ffn_down.weight": weights(_WIDTH, _INNER),
            part + "ffn_down.bias": _zeros(_WIDTH),
        }
    return tensors


def _weights(seed: int) -> Weights:
    random = np.random.default_rng(seed)

    def weights(*shape: int, scale: float = 0.2) -> Array:
        return (random.standard_normal(shape) * scale).astype(np.float32)

    return weights


def _ones(size: int) -> Array:
    return np.ones(size, np.float32)


def _zeros(size: int) -> Array:
    return np.zeros(size, np.float32)
