"""Models for tests: one with random weights, made in milliseconds, and real ones from registries of packages."""

from __future__ import annotations

from oro_ai.testing.random_model import write_adapter, write_model
from oro_ai.testing.random_projector import write_audio_projector, write_projector
from oro_ai.testing.random_ranker import write_ranker
from oro_ai.testing.weights import Unavailable, beckett, minilm, moonshine, qwen_coder, smollm2

__all__ = (
    "Unavailable",
    "beckett",
    "minilm",
    "moonshine",
    "qwen_coder",
    "smollm2",
    "write_adapter",
    "write_audio_projector",
    "write_model",
    "write_projector",
    "write_ranker",
)
