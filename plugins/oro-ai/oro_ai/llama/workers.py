"""llama.cpp's RPC workers: processes, mostly on other machines, that compute layers of models for this one.

Rules
1. The library `ggml-rpc` is part of an engine that was compiled with `GGML_RPC=ON`.
2. Each device of a worker counts as a GPU of this machine once it is known; it is asked for layers like one.
3. What ggml says to a worker is neither encrypted nor checked: workers and their network are trusted.
"""

from __future__ import annotations

import ctypes
import socket
import threading
from collections.abc import Sequence
from typing import Any

from oro_ai.bindings import COMPILED, PREBUILT, required_bindings
from oro_ai.errors import CannotLoad
from oro_ai.llama.binding import C, last_complaint, start
from oro_ai.llama.ggml import each_of, function_of
from oro_framework.errors import Unsupported

__all__ = ("know_workers", "serve_worker")

PATIENCE = 5.0
"""Seconds in which a worker has to answer."""
_known: set[str] = set()
_knowing = threading.Lock()
_CPU, _ACCELERATOR = 0, 3
"""Types of devices of ggml that a worker does not give where it has a GPU."""


def know_workers(endpoints: Sequence[str], name: str) -> None:
    """Have models that are loaded from now on use workers.

    Args:
        endpoints: `HOST:PORT` of each.
        name: of the model that is loaded, for messages.

    Raises:
        CannotLoad: a worker cannot be reached.
        Unsupported: llama.cpp was compiled without `ggml-rpc`.
    """
    start()
    with _knowing:
        for endpoint in endpoints:
            if endpoint in _known:
                continue
            _reach(endpoint, name)
            last_complaint()
            add = function_of(_library(), "ggml_backend_rpc_add_server", ctypes.c_void_p, ctypes.c_char_p)
            if not (found := add(endpoint.encode())):
                reason = last_complaint() or "it does not answer, or is of another release of llama.cpp"
                raise CannotLoad(name, f'the worker "{endpoint}" cannot be used: {reason}')
            function_of(C._lib, "ggml_backend_register", None, ctypes.c_void_p)(found)
            _known.add(endpoint)


def serve_worker(endpoint: str, threads: int) -> None:
    """Compute for the apps that ask, on the GPUs of this machine, or on its processor; return if it cannot.

    Args:
        endpoint: `HOST:PORT` to listen at.
        threads: the number of threads that compute where there is no GPU.

    Raises:
        Unsupported: llama.cpp was compiled without `ggml-rpc`.
    """
    start()
    devices = _devices()
    given = (ctypes.c_void_p * len(devices))(*devices)
    pointers, size = ctypes.POINTER(ctypes.c_void_p), ctypes.c_size_t
    serve = function_of(
        _library(), "ggml_backend_rpc_start_server", None, ctypes.c_char_p, ctypes.c_char_p, size, size, pointers
    )
    serve(endpoint.encode(), None, threads, len(devices), given)


def _reach(endpoint: str, name: str) -> None:
    """Connect once: ggml ends the process where nothing answers.

    Raises:
        CannotLoad: nothing answers.
    """
    host, _, port = endpoint.rpartition(":")
    try:
        socket.create_connection((host.strip("[]"), int(port)), PATIENCE).close()
    except (OSError, OverflowError) as error:
        raise CannotLoad(name, f'the worker "{endpoint}" cannot be reached ({error})') from error


def _devices() -> list[int]:
    """Return the GPUs; where there are none, the processor."""
    kind = function_of(C._lib, "ggml_backend_dev_type", ctypes.c_int, ctypes.c_void_p)
    every = list(each_of(C._lib, "dev"))
    cards = [device for device in every if kind(device) not in (_CPU, _ACCELERATOR)]
    return cards or [device for device in every if kind(device) == _CPU]


def _library() -> Any:
    """Return the library of workers.

    Raises:
        Unsupported: there is none.
    """
    bindings = required_bindings()
    if (library := bindings.workers) is None:
        raise Unsupported(
            f"Cannot use workers: {bindings.distribution} was compiled without them; compile {COMPILED.distribution} "
            f'with CMAKE_ARGS="-DGGML_RPC=ON", or use {PREBUILT.distribution}'
        )
    return ctypes.CDLL(str(library))
