"""Prepare the environment that WebKitGTK's processes read as they start."""

from __future__ import annotations

import os

__all__ = ("prepare_environment",)

TLS = "NORMAL:%COMPAT:-VERS-TLS1.0:-VERS-TLS1.1"
"""The versions GnuTLS may speak, in its own words: it takes TLS 1.0 and 1.1 otherwise, and tells the engine nothing."""

SHARED_MEMORY = "JSC_useSharedArrayBuffer"
"""The option of JavaScriptCore that gives pages `SharedArrayBuffer`; a web process reads it as it begins."""


def prepare_environment(*, isolated: bool = False) -> None:
    """Set the variables the person has not; the engine's processes are not running yet.

    Args:
        isolated: whether pages are cross-origin isolated.
    """
    if isolated:
        os.environ.setdefault(SHARED_MEMORY, "1")
    os.environ.setdefault("EGL_LOG_LEVEL", "fatal")  # as pywebview has it, in processes that start before it
    os.environ.setdefault("G_TLS_GNUTLS_PRIORITY", TLS)
