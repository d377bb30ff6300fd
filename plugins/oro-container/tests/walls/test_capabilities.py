"""No program within the walls has rights of root, or gains any."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from oro_container.inside.capabilities import SETS, held


def test_nothing_is_held(python: Callable[..., Any], user: int) -> None:
    status = python("import json; print(json.dumps(open('/proc/self/status').read()))")
    kept = held(status)
    assert set(kept) == set(SETS)
    # An ordinary user cannot shrink what it could gain, and gains nothing.
    assert {name: value for name, value in kept.items() if value and (name != "CapBnd" or user == 0)} == {}
    assert "NoNewPrivs:\t1\n" in status


def test_root_cannot_do_what_only_root_can(python: Callable[..., Any]) -> None:
    text = """
import errno, json, os
def error(function, *arguments):
    try:
        function(*arguments)
    except OSError as refused:
        return errno.errorcode[refused.errno]
print(json.dumps([
    error(os.chroot, "/"), error(os.setuid, 12345), error(os.chown, "/etc/hosts", 1, 1),
    error(os.mknod, "null", 0o20666, 259),
    error(os.setpriority, 0, 0, -5)]))"""
    told = python(text, sockets=None)
    assert told[:4] == ["EPERM"] * 4
    assert told[4] in ("EACCES", "EPERM")
