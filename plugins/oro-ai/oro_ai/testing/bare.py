"""Load models with llama-cpp-python itself, for comparison."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest import mock

from oro_ai.llama.binding import repacks

__all__ = ("bare", "loading_as_ours")


@contextmanager
def loading_as_ours() -> Iterator[None]:
    """Make llama-cpp-python load models with our parameters, for the duration of the block.

    Its own parameters use AMX if it was compiled with that, which crashes the process.
    """
    from llama_cpp import llama_cpp as C

    default = C.llama_model_default_params

    def parameters() -> Any:
        found = default()
        found.use_extra_bufts = repacks()
        return found

    with mock.patch.object(C, "llama_model_default_params", parameters):
        yield


def bare(path: Path, **how: Any) -> Any:
    """Return a model of llama-cpp-python with one thread, loaded with our parameters.

    Args:
        path: the file.
        how: further arguments of `llama_cpp.Llama`.
    """
    from llama_cpp import Llama

    with loading_as_ours():
        return Llama(str(path), n_threads=1, n_threads_batch=1, flash_attn=True, **how)
