"""Every decision stands in the log, in its order, and no disk delays a call."""

from __future__ import annotations

import datetime
import json
import logging
import os
import select
import stat
import threading
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oro_framework import Call, hookimpl, route
from oro_framework.errors import ConfigError
from oro_framework.host.permissions import audit as module
from oro_framework.host.permissions.audit import Audit, line
from oro_framework.host.permissions.grants import Record
from oro_framework.testing import PATIENCE, open_host
from oro_framework.testing.waiting import until_in_thread

LOG = logging.getLogger("oro.test")


def record(**more: Any) -> Record:
    members: dict[str, Any] = {
        "origin": "oro://app", "window": 0, "permission": "fs", "target": "fs.open", "verdict": "allow",
        "by": "default", "reason": "it is granted by default",
    }  # fmt: skip
    return Record(**{**members, **more})


ANY = st.text(st.characters(exclude_categories=()))
"""Halves of surrogate pairs too: so Python has bytes of paths that are no text."""


@given(ANY, ANY, st.none() | ANY)
def test_any_record_is_one_line_of_json(target: str, reason: str, origin: str | None) -> None:
    written = line(record(target=target, reason=reason, origin=origin), datetime.datetime.now(datetime.UTC))
    assert written.endswith(b"\n")
    assert written.count(b"\n") == 1
    read = json.loads(written)
    for name, text in (("target", target), ("reason", reason), ("origin", origin)):
        assert read.get(name) == (None if text is None else text.encode("utf-8", "replace").decode())


@pytest.mark.anyio
async def test_what_routes_and_scopes_decide_is_logged(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "audit.jsonl"

    @route("tea.pour", permission="tea")
    async def pour(call: Call, *, cup: str) -> bool:
        """Pour tea into a cup the app may use."""
        return call.host.scoped("permissions_tea_cups", cup, cup == "mine")

    class Plugin:
        @hookimpl
        def oro_routes(self, host: object) -> list[Any]:
            return [pour]

    async with open_host(Plugin(), settings={"permissions_audit": str(path)}) as app:
        await app.call("tea.pour", cup="mine")
        await app.call("tea.pour", cup="yours")
        async with app.client_of("https://evil.example") as evil:
            await evil.get("ipc://tea.pour?cup=mine")
    read = [json.loads(text) for text in path.read_text().splitlines()]
    members = ("origin", "permission", "scope", "target", "verdict", "by")
    assert [tuple(each.get(name) for name in members) for each in read] == [
        ("oro://org.example.test", "tea", None, "tea.pour", "allow", "default"),
        ("oro://org.example.test", "tea", "permissions_tea_cups", "mine", "allow", "scope"),
        ("oro://org.example.test", "tea", None, "tea.pour", "allow", "default"),
        ("oro://org.example.test", "tea", "permissions_tea_cups", "yours", "deny", "scope"),
        ("https://evil.example", "tea", None, "tea.pour", "deny", "host"),
    ]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_disk_that_hangs_delays_nobody_and_what_is_lost_is_counted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "LIMIT", 3)
    path = tmp_path / "pipe"
    os.mkfifo(path)
    reader = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    audit = Audit(path, LOG)
    os.set_blocking(reader, True)
    big = "x" * (1 << 17)  # more than a pipe holds: the writer hangs until it is read
    audit.record(record(target=big))
    assert select.select([reader], [], [], PATIENCE)[0], "it is being written"
    for _ in range(8):
        audit.record(record(target=big))
    pieces: list[bytes] = []

    def read() -> None:
        while piece := os.read(reader, 1 << 16):
            pieces.append(piece)

    thread = threading.Thread(target=read)
    thread.start()
    until_in_thread(audit._lines.empty)
    audit.record(record(target="after"))
    audit.close()
    thread.join()
    os.close(reader)
    read_back = [json.loads(text) for text in b"".join(pieces).splitlines()]
    told = [each.get("dropped", each.get("target", "").rstrip("x")) for each in read_back]
    assert told == ["", "", "", "", 5, "after"]


@pytest.mark.anyio
async def test_a_log_that_cannot_be_written_keeps_the_app_from_starting(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match='Cannot write "permissions_audit" to'):
        async with open_host(settings={"permissions_audit": str(tmp_path)}):
            raise AssertionError("it started")
