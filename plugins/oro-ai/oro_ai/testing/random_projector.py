"""A projector with random weights, for the random model: what a model sees by it is nonsense, but reproducible."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal

import numpy as np

from oro_ai.testing.gguf_file import write_gguf

__all__ = ("write_projector",)

_WIDTH, _HEADS, _LAYERS, _INNER = 32, 2, 2, 64
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
    random = np.random.default_rng(seed)

    def weights(*shape: int, scale: float = 0.2) -> np.ndarray[Any, Any]:
        return (random.standard_normal(shape) * scale).astype(np.float32)

    def ones(size: int) -> np.ndarray[Any, Any]:
        return np.ones(size, np.float32)

    def zeros(size: int) -> np.ndarray[Any, Any]:
        return np.zeros(size, np.float32)

    tensors: dict[str, np.ndarray[Any, Any]] = {
        "v.patch_embd.weight": weights(_WIDTH, 3, _PATCH, _PATCH),
        "v.position_embd.weight": weights((SIDE // _PATCH) ** 2, _WIDTH),
        "v.post_ln.weight": ones(_WIDTH),
        "v.post_ln.bias": zeros(_WIDTH),
    }
    for layer in range(_LAYERS):
        part = f"v.blk.{layer}."
        for name in ("attn_q", "attn_k", "attn_v", "attn_out"):
            tensors[f"{part}{name}.weight"] = weights(_WIDTH, _WIDTH)
            tensors[f"{part}{name}.bias"] = zeros(_WIDTH)
        for name in ("ln1", "ln2"):
            tensors[f"{part}{name}.weight"] = ones(_WIDTH)
            tensors[f"{part}{name}.bias"] = zeros(_WIDTH)
        tensors |= {
            part + "ffn_up.weight": weights(_INNER, _WIDTH),
            part + "ffn_up.bias": zeros(_INNER),
            part + "ffn_down.weight": weights(_WIDTH, _INNER),
            part + "ffn_down.bias": zeros(_WIDTH),
        }
    if kind == "qwen2vl_merger":
        del tensors["v.position_embd.weight"]
        tensors |= {
            "v.patch_embd.weight.1": weights(_WIDTH, 3, _PATCH, _PATCH),
            "mm.0.weight": weights(4 * _WIDTH, 4 * _WIDTH),
            "mm.0.bias": zeros(4 * _WIDTH),
            "mm.2.weight": weights(width, 4 * _WIDTH),
            "mm.2.bias": zeros(width),
        }
    elif kind == "gemma3":
        tensors["mm.input_projection.weight"] = weights(_WIDTH, width)
        tensors["mm.soft_emb_norm.weight"] = ones(_WIDTH)
    else:
        tensors |= {
            "mm.0.weight": weights(width, _WIDTH),
            "mm.0.bias": zeros(width),
            "mm.2.weight": weights(width, width),
            "mm.2.bias": zeros(width),
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
