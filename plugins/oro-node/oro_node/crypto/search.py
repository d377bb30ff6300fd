"""Search for a large prime in a separate process: one power of such numbers holds the GIL for a second."""

from __future__ import annotations

import subprocess

import anyio

from oro_framework.errors import Broken, InvalidArgument
from oro_framework.interpreter import script_command
from oro_node.crypto import numbers

__all__ = ("search",)

SMALLEST, LARGEST = 512, 10_000
"""The bits that OpenSSL accepts."""


async def search(bits: int, generator: int) -> bytes:
    """Return a safe prime, one whose half is prime too, in big-endian bytes. If cancelled, the search ends.

    Raises:
        InvalidArgument: the number of bits is too small or too large.
        Unsupported: there is no Python to run it.
        Broken: the search failed.
    """
    if not SMALLEST <= bits <= LARGEST:
        raise InvalidArgument(f"Cannot find a prime of {bits} bits: expected {SMALLEST} to {LARGEST}")
    command = script_command(numbers, [str(bits), str(generator)])
    try:
        return (await anyio.run_process(command, stderr=None)).stdout
    except (OSError, subprocess.CalledProcessError) as error:
        raise Broken(f"Cannot find a prime of {bits} bits: {error}") from error
