"""The root of a container that shares the machine's files: a folder with links to what it is given, and rules for it.

Paths such as `/usr/lib` are the machine's own, which programs read. What only containers have, and where programs are
looked for, is below the folder: `/usr/local/bin/npm` is `ROOT/usr/local/bin/npm`.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterable, Mapping
from glob import glob
from pathlib import Path
from typing import Any

from oro_container.containers.layout import Layout
from oro_container.core.policy import Policy
from oro_container.errors import CannotBoot
from oro_container.inside.landlock import Access

__all__ = ("check_folders", "make_view", "machine_paths", "replace_program")

_OWN = ("/usr/bin/", "/usr/local/", "/usr/share/oro-runtime", "/usr/share/php/")
"""Paths that only containers have, or have in a folder of their own."""
_IN_TEXTS = re.compile(r"(?<![\w./])(/usr/local/|/usr/share/php/|/usr/share/oro-runtime/|/tmp/)")
_SHEBANG = re.compile(r"\A#!/usr/local/bin/(\S+)(.*)")
_ENV = "/usr/bin/env"
_READ = (
    *("/etc/group", "/etc/host.conf", "/etc/hosts", "/etc/gai.conf", "/etc/nsswitch.conf", "/etc/passwd"),
    *("/etc/protocols", "/etc/resolv.conf", "/etc/services"),
    *("/etc/ld.so.conf", "/etc/ld.so.conf.d", "/etc/ld.so.preload"),
    *("/etc/alternatives", "/etc/os-release", "/etc/terminfo"),
    *("/etc/bash.bashrc", "/etc/inputrc", "/etc/profile", "/etc/profile.d"),
    # A program that finds one of these there, and may not open it, fails: Python's own server does.
    *("/etc/mime.types", "/etc/apache/mime.types", "/etc/apache2/mime.types"),
    *("/etc/httpd/mime.types", "/etc/httpd/conf/mime.types"),
    # Of other processes the kernel tells their names and commands there, and no more.
    "/proc",
)
_PYTHON = "/etc/python3*"
"""Where some systems have a part of Python's library."""
_DEVICES = ("null", "zero", "full", "random", "urandom", "tty")


def check_folders(policy: Policy, level: str) -> None:
    """Refuse folders of the machine that would need another path.

    Raises:
        CannotBoot: there is one.
    """
    for each in policy.folders:
        if each.guest != each.host and not each.guest.startswith(_OWN):
            raise CannotBoot(
                f'Cannot boot a container with "{each.host}" as "{each.guest}": with walls of level "{level}" '
                "folders keep the path they have on the machine; grant it without another"
            )


def make_view(layout: Layout, mounts: Iterable[Mapping[str, Any]]) -> dict[str, Access]:
    """Make the folder anew; return what programs may do with which paths of the machine. Blocks.

    Raises:
        OSError: it cannot be made.
    """
    shutil.rmtree(layout.root, ignore_errors=True)
    os.makedirs(layout.root, mode=0o700)
    paths: dict[str, Access] = {layout.root: "run", **machine_paths()}
    for each in mounts:
        if "bind" in each:
            _bind(layout, each, paths)
        elif not each["at"].startswith(_OWN):
            continue
        elif "text" in each:
            _write(layout, each)
        elif "link" in each:
            target: str = each["link"]
            _link(layout.root + each["at"], layout.at(target) if target.startswith("/") else target)
    for own in (layout.workdir, layout.home, layout.temporary):
        paths[own] = "write"
    return paths


def machine_paths() -> dict[str, Access]:
    """Return the files and devices of the machine that every container needs, beside libraries."""
    paths: dict[str, Access] = dict.fromkeys((*_READ, *glob(_PYTHON)), "read")
    return {**paths, **{f"/dev/{name}": "write" for name in _DEVICES}}


def replace_program(layout: Layout, name: str, text: str) -> None:
    """Put a program in the place of one that is linked to.

    Raises:
        OSError: it cannot be written.
    """
    path = Path(layout.at(f"/usr/local/bin/{name}"))
    path.unlink(missing_ok=True)
    path.write_text(text, "utf-8")
    path.chmod(0o755)


def _bind(layout: Layout, asked: Mapping[str, Any], paths: dict[str, Access]) -> None:
    source = os.path.realpath(asked["bind"])
    if not os.path.exists(source):
        if asked.get("optional"):
            return
        raise FileNotFoundError(2, os.strerror(2), source)
    if asked.get("writable"):
        paths[source] = "write"
    elif paths.get(source) != "write":
        paths[source] = "run"
    if asked["at"].startswith(_OWN):
        _link(layout.root + asked["at"], source)


def _write(layout: Layout, asked: Mapping[str, Any]) -> None:
    path = Path(layout.root + asked["at"])
    path.parent.mkdir(parents=True, exist_ok=True)
    # A path with a space, or a long one, cannot be an interpreter.
    text = _SHEBANG.sub(lambda found: f"#!{_ENV} -S {found[1]}{found[2]}", asked["text"], count=1)
    path.write_text(_IN_TEXTS.sub(lambda found: f"{layout.at(found[1].rstrip('/'))}/", text), "utf-8")
    path.chmod(asked.get("mode", 0o644))


def _link(path: str, target: str) -> None:
    parent = os.path.dirname(path)
    if not os.path.exists(parent):
        os.makedirs(parent)
    # What hides a part of something that is linked to as a whole is left out: it would be in the machine's own folder.
    if os.path.realpath(parent) == parent and not os.path.lexists(path):
        os.symlink(target, path)
