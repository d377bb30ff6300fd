"""Models for tests: one of random weights made in milliseconds, and real ones fetched from package registries."""

from __future__ import annotations

from oro_ai.testing.random_model import write_adapter, write_model
from oro_ai.testing.random_ranker import write_ranker
from oro_ai.testing.weights import Unavailable, minilm, qwen_coder, smollm2

__all__ = ("Unavailable", "minilm", "qwen_coder", "smollm2", "write_adapter", "write_model", "write_ranker")
