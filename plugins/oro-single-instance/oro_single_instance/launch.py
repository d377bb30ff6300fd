"""The launch of an app: it becomes the running instance, or hands over to the one that runs."""

from __future__ import annotations

import socket
import time
from pathlib import Path

from oro_framework.errors import Busy
from oro_single_instance.claim import Claim, claim, endpoint
from oro_single_instance.message import RECEIVED, Endpoint, Start, encode

__all__ = ("claim_or_hand_over",)

STARTING = 30.0
"""Seconds the app that runs has to say where it listens; it may be starting, or ending."""
ANSWERING = 10.0
"""Seconds it has to answer from then on."""
PAUSE = 0.02


def claim_or_hand_over(folder: Path, start: Start) -> Claim | None:
    """Return the right to be the app, or None once the app that runs has been told of this start. Blocks.

    Raises:
        Busy: there is such an app, and it does not answer.
        UsageError: the arguments are too long.
    """
    listens, until = False, time.monotonic() + STARTING
    while (claimed := claim(folder)) is None:
        if (found := endpoint(folder)) is not None:
            if _handed_over(found, start):
                return None
            listens, until = True, until if listens else time.monotonic() + ANSWERING
        if time.monotonic() > until:
            raise Busy("Cannot start: the app runs already, and does not answer")
        time.sleep(PAUSE)
    return claimed


def _handed_over(there: Endpoint, start: Start) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", there.port), timeout=ANSWERING) as connection:
            connection.sendall(encode(there.token, start))
            return connection.makefile("rb").readline(len(RECEIVED)) == RECEIVED
    except OSError:
        return False
