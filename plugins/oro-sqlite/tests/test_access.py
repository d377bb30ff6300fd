"""Which files pages may reach, by opening and by SQL; and who may at all."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

import anyio
import pytest
from oro_fs import plugin as fs
from oro_sqlite.wire.flags import CREATE, READONLY, READWRITE, URI

pytestmark = pytest.mark.anyio

SANDBOX = {"filesystem_sandbox_enabled": True}


@pytest.fixture
def places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, Path]:
    """Give a folder that is a root of the sandbox, and one that is not."""
    inside, outside = tmp_path / "tmp", tmp_path / "outside"
    inside.mkdir()
    outside.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(inside))
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    return inside, outside


async def test_a_sandbox_holds_for_databases(opened: Any, places: tuple[Path, Path]) -> None:
    inside, outside = places
    (inside / "link.db").symlink_to(outside / "a.db")
    async with opened(fs, **SANDBOX) as app:
        await app.ok("open", id="1", path=str(inside / "a.db"))
        await app.sql("CREATE TABLE t (a)")
        for path in (outside / "a.db", inside / "link.db", inside / ".." / "outside" / "a.db"):
            assert (await app.err("open", id="2", path=str(path)))["code"] == "SECURITY_ERR"
        assert (await app.err("backup", id="1", path=str(outside / "b.db")))["code"] == "SECURITY_ERR"
        await app.ok("open", id="3", path=":memory:")
        await app.ok("open", id="4")
    assert list(outside.iterdir()) == []


async def test_a_sandbox_holds_for_sql(opened: Any, places: tuple[Path, Path]) -> None:
    inside, outside = places
    (inside / "link.db").symlink_to(outside / "a.db")
    async with opened(fs, **SANDBOX) as app:
        await app.ok("open", id="1", path=str(inside / "a.db"), flags=0x46)
        await app.sql("CREATE TABLE t (a)")
        for sql in (
            f"ATTACH '{outside}/a.db' AS x",
            f"ATTACH '{outside}/' || 'a.db' AS x",
            f"ATTACH 'file:{outside}/a.db' AS x",
            f"ATTACH '{inside}/link.db' AS x",
            f"VACUUM INTO '{outside}/a.db'",
        ):
            assert (await app.err("exec", id="1", sql=sql))["code"] == "SECURITY_ERR", sql
        assert (await app.err("exec", id="1", sql="ATTACH ? AS x", params=[str(outside / "a.db")]))["type"]
        await app.sql(f"ATTACH '{inside}/b.db' AS b; CREATE TABLE b.t (a); DETACH b; VACUUM; ATTACH ':memory:' AS m")
        await app.sql(f"VACUUM INTO '{inside}/c.db'")
    assert list(outside.iterdir()) == []
    assert (inside / "c.db").exists()


async def test_a_sandbox_holds_without_the_plugin_fs(opened: Any, places: tuple[Path, Path]) -> None:
    inside, outside = places
    (inside / "link.db").symlink_to(outside / "a.db")
    async with opened(**SANDBOX) as app:
        await app.ok("open", id="1", path=str(inside / "a.db"))
        for path in (outside / "a.db", inside / "link.db"):
            assert (await app.err("open", id="2", path=str(path)))["code"] == "SECURITY_ERR"
            assert (await app.err("exec", id="1", sql=f"ATTACH '{path}' AS x"))["code"] == "SECURITY_ERR"
    assert list(outside.iterdir()) == []


async def test_the_app_s_own_databases_can_be_read_and_not_written(
    opened: Any, places: tuple[Path, Path], tmp_path: Path
) -> None:
    shipped = tmp_path / "app" / "shipped.db"
    shipped.parent.mkdir()
    for plugins in ((), (fs,)):
        shipped.unlink(missing_ok=True)
        sqlite3.connect(shipped).executescript("CREATE TABLE t (a); INSERT INTO t VALUES (1)").connection.close()
        async with opened(*plugins, root=shipped.parent, **SANDBOX) as app:
            for flags in (READWRITE, READWRITE | CREATE):
                err = await app.err("open", id="1", path=str(shipped), flags=flags)
                assert "writable_resources" in err["message"]
            await app.ok("open", id="1", path=str(shipped), flags=READONLY)
            assert await app.sql("SELECT a FROM t") == [[1]]
            await app.ok("open", id="2", path=":memory:")
            for sql in (f"ATTACH '{shipped}' AS x", f"VACUUM INTO '{shipped.parent}/new.db'"):
                for id in ("1", "2"):
                    err = await app.err("exec", id=id, sql=sql)
                    assert "writable_resources" in err["message"], sql
        assert [path.name for path in shipped.parent.iterdir()] == ["shipped.db"]


@pytest.mark.parametrize("sandbox", [True, False])
async def test_what_the_host_keeps_is_no_database_of_pages(
    opened: Any, places: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch, sandbox: bool
) -> None:
    inside, _ = places
    monkeypatch.setenv("XDG_STATE_HOME", str(inside))
    answers = inside / "org.example.test" / "permissions.json"
    async with opened(filesystem_sandbox_enabled=sandbox) as app:
        assert (await app.err("open", id="1", path=str(answers)))["code"] == "SECURITY_ERR"
        await app.ok("open", id="1", path=":memory:", flags=READWRITE | CREATE | URI)
        for sql in (f"ATTACH '{answers}' AS x", f"ATTACH 'file:{answers}' AS x", f"VACUUM INTO '{answers}'"):
            assert (await app.err("exec", id="1", sql=sql))["code"] == "SECURITY_ERR", sql
    assert not answers.exists()


async def test_without_a_sandbox_sql_may_attach(opened: Any, places: tuple[Path, Path]) -> None:
    _, outside = places
    async with opened() as app:
        await app.ok("open", id="1", path=f"file://{outside}/a.db")
        await app.sql("ATTACH ? AS x", str(outside / "b.db"))
        await app.sql("CREATE TABLE x.t (a)")
    assert {path.name for path in outside.iterdir()} >= {"b.db"}


async def test_without_the_permission_nothing_can_be_done(opened: Any) -> None:
    async with opened(permissions_allow_sqlite=False) as app:
        for route in (
            "open",
            "exec",
            "prepare",
            "close",
            "status",
            "backup",
            "serialize",
            "deserialize",
            "statement.step",
            "statement.bind",
        ):
            assert (await app.err(route, id="1", path=":memory:"))["code"] == "ERR_DENIED"


async def test_extensions_and_tricks_with_the_file_are_shut(opened: Any) -> None:
    async with opened() as app:
        await app.ok("open", id="1", path=":memory:")
        assert (await app.err("exec", id="1", sql="SELECT load_extension('x')"))["code"] == "ERR_SQLITE_ERROR"
        await app.sql("CREATE TABLE t (a); PRAGMA writable_schema = ON")
        err = await app.err("exec", id="1", sql="UPDATE sqlite_schema SET sql = 'x'")
        assert "may not be modified" in err["message"]


async def test_a_folder_swapped_by_a_page_leads_no_database_to_what_is_protected(
    opened: Any, places: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    inside, _ = places
    monkeypatch.setenv("XDG_STATE_HOME", str(inside / "state"))
    kept, folder, away = inside / "state" / "org.example.test", inside / "dir", inside / "away"
    for each in (kept, folder):
        each.mkdir(parents=True)
    async with opened(fs, **SANDBOX) as app, anyio.create_task_group() as tasks:

        async def swap() -> None:
            while True:
                await app.opened.call("fs.rename", src=folder, dest=away)
                await app.opened.call("fs.symlink", src=kept, dest=folder)
                await app.opened.call("fs.unlink", path=folder)
                await app.opened.call("fs.rename", src=away, dest=folder)

        tasks.start_soon(swap)
        codes = set()
        for _ in range(100):
            reply = await app.opened.call("sqlite.open", id="1", path=folder / "a.db", flags=READWRITE | CREATE)
            codes.add(reply.status)
            if reply.status == 200:
                await app.ok("exec", id="1", sql="CREATE TABLE IF NOT EXISTS t (a)")
                await app.ok("close", id="1")
        tasks.cancel_scope.cancel()
    assert codes & {200}
    assert list(kept.iterdir()) == []


async def test_the_folder_of_an_open_database_stays_where_it_is(opened: Any, places: tuple[Path, Path]) -> None:
    inside, _ = places
    for name in ("own", "attached", "other"):
        (inside / name).mkdir()
    async with opened(fs, **SANDBOX) as app:
        await app.ok("open", id="1", path=str(inside / "own" / "a.db"))
        await app.sql(f"ATTACH '{inside}/attached/b.db' AS b")
        for name, status in (("own", 403), ("attached", 403), ("other", 200)):
            moved = await app.opened.call("fs.rename", src=inside / name, dest=inside / "moved")
            assert moved.status == status, name
            removed = await app.opened.call("fs.rm", path=inside / name, recursive=True, force=True)
            assert removed.status == status, name
        await app.ok("close", id="1")
        for name in ("own", "attached"):
            assert (await app.opened.call("fs.rm", path=inside / name, recursive=True)).status == 200
