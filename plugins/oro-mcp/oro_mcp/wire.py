"""The two ends of the protocol over standard input and output."""

from __future__ import annotations

import os
import sys
from typing import BinaryIO

__all__ = ("Wire",)


class Wire:
    """The two ends, taken from the program: whatever it prints goes to standard error from then on."""

    def __init__(self) -> None:
        sys.stdout.flush()
        self.reading: BinaryIO = os.fdopen(os.dup(0), "rb")
        self.writing: BinaryIO = os.fdopen(os.dup(1), "wb")
        os.dup2(2, 1)
        with open(os.devnull, "rb") as nothing:
            os.dup2(nothing.fileno(), 0)
