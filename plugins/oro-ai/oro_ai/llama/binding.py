"""The low-level bindings of llama.cpp, its log led into ours.

Only these are used: the classes llama-cpp-python builds on them redirect the process's output while they work, and
take turns where sequences could share a step.

ctypes lets other threads run while a function of llama.cpp does, and then waits until one of them lets go of the GIL,
which takes longer than a short function itself: `held` is for those that are called for every token.
"""

from __future__ import annotations

import ctypes
import logging
import re
import threading
from collections import deque
from typing import Any

import llama_cpp.llama_cpp as C

__all__ = ("LOG", "C", "held", "last_complaint", "repacks", "start")

LOG = logging.getLogger("oro.ai.llama")

ERROR = 4
_LEVELS = {3: logging.DEBUG, ERROR: logging.INFO}
"""Of ggml's warnings and errors; the rest is too much even for debugging. Whoever asked tells of failures."""
_WHERE = re.compile(r"^\w+: (?:error (?:loading|parsing) \w+(?: \w+)?: )*")
"""What a complaint begins with: the function, and what was being done."""
_starting = threading.Lock()
_started = False


class _Complaints(threading.local):
    """Those of a thread: one may load a model while another generates."""

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


def start() -> None:
    """Get llama.cpp ready, once in a process."""
    global _started
    with _starting:
        if not _started:
            C.llama_log_set(_logged, ctypes.c_void_p(0))
            C.llama_backend_init()
            _started = True


def repacks() -> bool:
    """Return whether weights may be laid out anew for this processor, which makes those of Q4_0 quicker.

    A library that was compiled with AMX lays them out for that, and ends the process with SIGSEGV or SIGILL at the
    first prompt of two tokens or more (ggml 0.25): its weights stay as they are in the file.
    """
    return b"AMX_INT8 = 1" not in C.llama_print_system_info()


def held(function: Any, *, returns: Any = None) -> Any:
    """Return a short function of llama.cpp as one that keeps the GIL while it runs.

    Args:
        function: of `C`.
        returns: the type of what it returns, where it is not to be the function's own.
    """
    address = ctypes.cast(function, ctypes.c_void_p).value
    assert address is not None
    return ctypes.PYFUNCTYPE(returns or function.restype, *function.argtypes)(address)


def last_complaint() -> str:
    """Return what llama.cpp complained of in this thread since this was last asked there: the first one, the cause."""
    text = next(iter(_complaints.lines), "")
    _complaints.lines.clear()
    return _WHERE.sub("", text)
