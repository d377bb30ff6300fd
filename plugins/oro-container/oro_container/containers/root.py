"""The file system that programs of a container see, as the list of mounts that the init makes."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from typing import Any

from oro_container.containers.layout import HOME
from oro_container.core.policy import Policy
from oro_container.inside.namespaces import GROUP, USER
from oro_container.programs.machine import found
from oro_container.programs.node import Node, npm_program
from oro_container.programs.php.php import php_mounts
from oro_container.programs.quickjs.mounts import runtime_mounts
from oro_container.programs.wasm.mounts import node_mounts, wasm_mounts

__all__ = ("mounts",)

_LIBRARIES = ("/usr/lib", "/usr/lib64", "/usr/lib32", "/usr/libexec")
_MERGED = ("/lib", "/lib64", "/lib32")
_SHARED = (
    *("/usr/share/ca-certificates", "/usr/share/terminfo", "/usr/share/zoneinfo", "/usr/share/locale"),
    *("/etc/ssl", "/etc/ld.so.cache", "/etc/localtime"),
)
_TMP = 1 << 28
_SHARE = 4
"""The part of its memory that a folder in memory may fill."""


def mounts(policy: Policy, node: Node | None, own: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the mounts of a container's root.

    Args:
        policy: what it may have.
        node: the Node it gets.
        own: those of its working folder and of the home of its user.
    """
    return [
        *_system(_TMP if policy.memory is None else min(_TMP, policy.memory // _SHARE)),
        *_user(),
        *({"bind": path, "at": at} for at, path in found(policy.programs).items()),
        {"link": "usr/bin", "at": "/bin"},
        *_node(node),
        *wasm_mounts(policy.programs),
        *own,
        *({"bind": each.host, "at": each.guest, "writable": each.writable} for each in policy.folders),
    ]


def _system(most: int) -> Iterator[dict[str, Any]]:
    for path in _LIBRARIES:
        yield {"bind": path, "at": path, "optional": True}
    for path in _MERGED:
        if os.path.islink(path):
            yield {"link": f"usr{path}", "at": path}
        else:
            yield {"bind": path, "at": path, "optional": True}
    for path in _SHARED:
        yield {"bind": path, "at": path, "optional": True}
    yield {"devices": True, "at": "/dev"}
    yield {"tmpfs": most, "at": "/tmp", "mode": 0o1777}
    yield {"tmpfs": most, "at": "/run", "mode": 0o755}


def _user() -> Iterator[dict[str, Any]]:
    texts = {
        "passwd": f"user:x:{USER}:{GROUP}::{HOME}:/bin/sh\n",
        "group": f"user:x:{GROUP}:\n",
        "hosts": "127.0.0.1 localhost\n::1 localhost\n",
        "nsswitch.conf": "hosts: files dns\n",
        "resolv.conf": "nameserver 127.0.0.1\noptions timeout:2 attempts:1\n",
    }
    for name, text in texts.items():
        yield {"text": text, "at": f"/etc/{name}"}


def _node(node: Node | None) -> Iterator[dict[str, Any]]:
    if node is None:
        yield from node_mounts()
        return
    yield {"bind": node.program, "at": "/usr/local/bin/node"}
    if node.npm is not None:
        yield {"bind": node.npm, "at": "/usr/local/lib/node_modules/npm"}
        yield {"link": "../lib/node_modules/npm/bin/npx-cli.js", "at": "/usr/local/bin/npx"}
        yield {"text": npm_program(), "at": "/usr/local/bin/npm", "mode": 0o755}
    yield from php_mounts()
    yield from runtime_mounts()
