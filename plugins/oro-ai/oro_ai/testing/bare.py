"""llama-cpp-python itself, to compare with."""

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
    """Let llama-cpp-python load models, for the length of the block, with the parameters ours are loaded with.

    Its own ones make use of AMX where it was compiled with that, which ends the process.
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
    """Return llama-cpp-python's own model, one thread computing, loaded as ours are.

    Args:
        path: the file.
        how: what `llama_cpp.Llama` takes.
    """
    from llama_cpp import Llama

    with loading_as_ours():
        return Llama(str(path), n_threads=1, n_threads_batch=1, flash_attn=True, **how)
