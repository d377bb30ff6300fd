"""llama.cpp's libraries, with the low-level bindings of llama-cpp-python in `oro_llama.llama_cpp`.

Call `load_backends` before a model is loaded: what computes is a library of its own, chosen for this processor.
"""

from __future__ import annotations

import ctypes
import re
from pathlib import Path

__all__ = ("LIBRARIES", "load_backends", "variant")

LIBRARIES = Path(__file__).resolve().parent / "llama_cpp" / "lib"
"""The folder of the libraries."""
_MAPS = Path("/proc/self/maps")
_VARIANT = re.compile(r"libggml-cpu-([\w.]+)\.so$", re.MULTILINE)


def load_backends() -> None:
    """Load the library that computes, in the variant that suits this processor best.

    Raises:
        OSError: the libraries are not there, or cannot be loaded.
    """
    library = ctypes.CDLL(str(LIBRARIES / "libggml.so"))
    load = library["ggml_backend_load_all_from_path"]
    load.argtypes, load.restype = [ctypes.c_char_p], None
    load(bytes(LIBRARIES))


def variant() -> str:
    """Return the name of the variant that is loaded, such as `haswell`; empty before `load_backends`."""
    found = _VARIANT.search(_MAPS.read_text("utf-8", "replace"))
    return found[1] if found else ""
