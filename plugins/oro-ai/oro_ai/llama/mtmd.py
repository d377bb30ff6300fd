"""The bindings of libmtmd, which computes images and audio, with its log redirected to the app's."""

from __future__ import annotations

import ctypes
from importlib import import_module
from typing import Any

from oro_ai.bindings import AGAIN, COMPILED, required_bindings
from oro_ai.llama.binding import log_callback
from oro_framework.errors import Unsupported

__all__ = ("bindings",)

INSTALL = f'CMAKE_ARGS="-DLLAVA_BUILD=ON" {AGAIN} {COMPILED.distribution}'
_loaded: list[Any] = []


def bindings() -> Any:
    """Return the bindings.

    Raises:
        Unsupported: the installed llama-cpp-python was compiled without libmtmd.
    """
    if not _loaded:
        try:
            found: Any = import_module(f"{required_bindings().modules}.mtmd_cpp")
        except (ImportError, OSError, RuntimeError, AttributeError) as error:
            raise Unsupported(f"llama-cpp-python is installed without libmtmd; compile it anew: {INSTALL}") from error
        found.mtmd_log_set(log_callback(), ctypes.c_void_p(0))
        found.mtmd_helper_log_set(log_callback(), ctypes.c_void_p(0))
        _loaded.append(found)
    return _loaded[0]
