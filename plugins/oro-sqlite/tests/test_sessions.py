"""Sessions and changesets: what is told, refused and freed."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from oro_sqlite import plugin
from oro_sqlite.engine import sessions

from oro_framework.testing.host import OpenHost, open_host

pytestmark = pytest.mark.anyio
TABLE = "CREATE TABLE a (i INTEGER PRIMARY KEY, v)"


async def opened(host: OpenHost, *sql: str) -> None:
    assert (await host.call("sqlite.open", id=1, path=":memory:")).status == 200
    for text in (TABLE, *sql):
        assert (await host.call("sqlite.exec", id=1, sql=text)).status == 200


async def test_more_sessions_than_there_may_be_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sessions, "MOST_SESSIONS", 1)
    async with open_host(plugin) as host:
        await opened(host)
        first = (await host.call("sqlite.session.create", id=1)).json()["data"]["id"]
        assert (await host.call("sqlite.session.create", id=1)).json()["err"]["code"] == "ERR_BUSY"
        assert (await host.call("sqlite.session.close", id=1, session=first)).status == 200
        assert (await host.call("sqlite.session.close", id=1, session=first)).json()["err"]["code"] == "NOT_FOUND_ERR"
        assert (await host.call("sqlite.session.create", id=1)).status == 200
        # A database that is closed closes what records it.
        assert (await host.call("sqlite.close", id=1)).status == 200


async def test_a_conflict_nobody_decides_changes_nothing() -> None:
    async with open_host(plugin) as host:
        await opened(host)
        session = (await host.call("sqlite.session.create", id=1)).json()["data"]["id"]
        await host.call("sqlite.exec", id=1, sql="INSERT INTO a VALUES (1, 1), (2, 2)")
        changes = (await host.call("sqlite.session.changes", id=1, session=session)).body
        tables = await host.call("sqlite.changeset.tables", changes, id=1)
        assert tables.json()["data"] == {"tables": ["a"]}
        await host.call("sqlite.exec", id=1, sql="DELETE FROM a WHERE i = 1")
        for answers, told in (([], 3), ([0], None)):
            asked = await host.call("sqlite.changeset.apply", changes, id=1, answers=json.dumps(answers))
            assert asked.json()["data"] == {"applied": told is None, "conflict": told}
            held = await host.call("sqlite.exec", id=1, sql="SELECT i FROM a", mode="array")
            assert len(held.json()["data"]["rows"]) == (2 if told is None else 1)


@settings(max_examples=40)
@given(changes=st.binary(min_size=1, max_size=60))
async def test_any_bytes_are_applied_or_refused(changes: bytes) -> None:
    async with open_host(plugin) as host:
        await opened(host, "INSERT INTO a VALUES (1, 1)")
        reply = (await host.call("sqlite.changeset.apply", changes, id=1)).json()
        assert reply.get("data") or reply["err"]["code"] == "ERR_SQLITE_ERROR"
