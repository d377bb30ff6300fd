"""Paths for services that open files by name: the same walls as for the routes."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from oro_fs.errors import SecurityError

from oro_framework.protected import Use

pytestmark = pytest.mark.anyio


async def test_without_a_sandbox_every_path_is_itself_without_links(opened: Any, tree: Path) -> None:
    (tree / "link").symlink_to(tree / "outside")
    async with opened() as app:
        assert not app.host.path_guard.confined
        assert app.fs.locate(str(tree / "link" / "secret"), Use.WRITE) == str(tree / "outside" / "secret")
        assert app.fs.locate(str(tree / "new"), Use.WRITE) == str(tree / "new")
        assert app.fs.locate("oro://com.example.app/a.db", Use.WRITE) == str(tree / "app" / "a.db")


async def test_a_sandbox_holds(confined: Any, tree: Path) -> None:
    inside, outside = tree / "app", tree / "outside"
    (inside / "out").symlink_to(outside)
    (inside / "in").symlink_to(inside / "real")
    async with confined() as app:
        assert app.host.path_guard.confined
        assert app.fs.locate(str(inside / "in"), Use.WRITE) == str(inside / "real")
        for path in (outside / "secret", inside / "out" / "secret", inside / "out" / "new", inside / ".." / "new"):
            with pytest.raises(SecurityError):
                app.fs.locate(str(path), Use.WRITE)


async def test_settings_about_links_and_kinds_hold(opened: Any, tree: Path) -> None:
    secret = tree / "outside" / "secret"
    (tree / "link").symlink_to(secret)
    os.link(secret, tree / "second")
    os.mkfifo(tree / "fifo")
    async with opened(filesystem_no_follow_symlinks=True, filesystem_disable_links=True) as app:
        for name in ("link", "second", "fifo", "outside"):
            with pytest.raises(SecurityError):
                app.fs.locate(str(tree / name), Use.WRITE)
    async with opened(filesystem_allow_special_files=True) as app:
        assert app.fs.locate(str(tree / "second"), Use.WRITE) == str(tree / "second")
        assert app.fs.locate(str(tree / "fifo"), Use.WRITE) == str(tree / "fifo")
