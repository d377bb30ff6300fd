"""The low-level bindings of llama.cpp, with its log redirected to the app's.

The classes that llama-cpp-python builds on them are not used: they redirect the output of the process while they work,
and compute sequences in turn that could share a step.

ctypes releases the GIL while a function of llama.cpp runs, and then waits until another thread releases it again,
which takes longer than a short function: use `held` for functions that are called for every token.
"""

from __future__ import annotations

import ctypes
import logging
import re
import threading
from collections import deque
from typing import Any

from oro_ai.bindings import PREBUILT, required_bindings

prebuilt: Any = None
"""The package `oro_llama`; None where llama-cpp-python is used."""
if required_bindings() == PREBUILT:
    import oro_llama as prebuilt
    import oro_llama.llama_cpp.llama_cpp as C
else:
    import llama_cpp.llama_cpp as C

__all__ = ("LOG", "C", "held", "last_complaint", "log_callback", "repacks", "start", "variant")

LOG = logging.getLogger("oro.ai.llama")

ERROR = 4
_LEVELS = {3: logging.DEBUG, ERROR: logging.INFO}
"""Log levels of ggml's warnings and errors. Other lines are dropped; callers report failures themselves."""
_WHERE = re.compile(r"^\w+: (?:error (?:loading|parsing) \w+(?: \w+)?: )*")
"""The beginning of an error line, to be removed: the name of the function and of the operation."""
_starting = threading.Lock()
_started = False


class _Complaints(threading.local):
    """The first error logged in each thread, because one thread may load a model while another generates."""

    def __init__(self) -> None:
        self.lines: deque[str] = deque(maxlen=20)


_complaints = _Complaints()


@C.llama_log_callback  # type: ignore[untyped-decorator]
def _logged(level: int, text: bytes, _: ctypes.c_void_p) -> None:
    line = text.decode("utf-8", "replace").strip()
    if level == ERROR and line:
        _complaints.lines.append(line)
    if level in _LEVELS and line:
        LOG.log(_LEVELS[level], "%s", line)


def log_callback() -> Any:
    """Return the function that takes the lines of llama.cpp's logs."""
    return _logged


def start() -> None:
    """Initialize llama.cpp, once in a process."""
    global _started
    with _starting:
        if not _started:
            C.llama_log_set(_logged, ctypes.c_void_p(0))
            if prebuilt is not None:
                prebuilt.load_backends()
            C.llama_backend_init()
            _started = True


def variant() -> str:
    """Return which of several variants of the library computes, such as `haswell`; empty where there is but one."""
    return str(prebuilt.variant()) if prebuilt is not None else ""


def repacks() -> bool:
    """Return whether weights may be repacked for this processor, which makes Q4_0 faster.

    A library compiled with AMX repacks them for AMX, and then crashes with SIGSEGV or SIGILL at the
    first prompt of two tokens or more (ggml 0.25), so for such a library weights stay as they are in the file.
    """
    return b"AMX_INT8 = 1" not in C.llama_print_system_info()


def held(function: Any, *, returns: Any = None) -> Any:
    """Return a short function of llama.cpp in a version that keeps the GIL while it runs.

    Args:
        function: a function of `C`.
        returns: the type of the result, where it differs from the function's own.
    """
    address = ctypes.cast(function, ctypes.c_void_p).value
    assert address is not None
    return ctypes.PYFUNCTYPE(returns or function.restype, *function.argtypes)(address)


def last_complaint() -> str:
    """Return the first error that llama.cpp logged in this thread since the last call; later ones are consequences."""
    text = next(iter(_complaints.lines), "")
    _complaints.lines.clear()
    return _WHERE.sub("", text)
