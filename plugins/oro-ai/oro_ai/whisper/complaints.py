"""Hear what sherpa-onnx says of a failure: it writes that to standard error, and gives an empty text."""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Callable

__all__ = ("complaint", "complaint_in")

_FAILED = re.compile(r"Caught exception:\s*(?P<why>.+?)\s*(?:Return an empty result|\Z)", re.DOTALL)
STDERR = 2


def complaint(work: Callable[[], object]) -> str:
    """Do work, and return why the engine says that it failed; empty where it says nothing.

    What is written to standard error meanwhile is passed on when the work is done.
    """
    whole = os.dup(STDERR)
    try:
        with tempfile.TemporaryFile() as file:
            os.dup2(file.fileno(), STDERR)
            try:
                work()
            finally:
                os.dup2(whole, STDERR)
                file.seek(0)
                said = file.read()
                os.write(STDERR, said)
    finally:
        os.close(whole)
    return complaint_in(said.decode("utf-8", "replace"))


def complaint_in(said: str) -> str:
    """Return the reason of a failure in what the engine has written, in one line; empty if there is none."""
    found = _FAILED.search(said)
    return " ".join(found["why"].split()) if found else ""
