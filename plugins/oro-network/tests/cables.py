"""Run in a network of its own: plugs a cable in and out, and prints what the service makes of it."""

from __future__ import annotations

import subprocess

import trio
from oro_network.machine import Changes, look

from oro_framework.testing import PATIENCE


def ip(*words: str) -> None:
    """Change the network."""
    subprocess.run(["ip", *words], check=True)


async def changed(changes: Changes, online: bool) -> None:
    """Wait until the kernel's word has led to that."""
    with trio.fail_after(PATIENCE):
        while look().online is not online:
            await changes.wait()
    print(look().online, look().interfaces)


async def main() -> None:
    """Go through it."""
    changes = Changes()
    print(look().online, look().interfaces)
    ip("link", "add", "cable", "type", "veth", "peer", "name", "socket")
    ip("link", "set", "socket", "up")
    ip("address", "add", "192.0.2.2/24", "dev", "cable")
    ip("link", "set", "cable", "up")
    ip("route", "add", "default", "via", "192.0.2.1")
    await changed(changes, True)
    ip("link", "set", "cable", "down")
    await changed(changes, False)
    changes.close()


trio.run(main)
