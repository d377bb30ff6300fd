"""Databases by the routes: opening, running SQL, closing, and what is left when a page goes."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path
from typing import Any
from urllib.parse import quote

import anyio
import pytest
from oro_sqlite.wire.flags import CREATE, MEMORY, READONLY, READWRITE, URI

from oro_framework.testing import PATIENCE, until

pytestmark = pytest.mark.anyio

FOREVER = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"


async def test_a_file_is_made_and_holds_what_was_written(opened: Any, tmp_path: Path) -> None:
    file = tmp_path / "a.db"
    async with opened() as app:
        assert await app.ok("open", id="1", path=str(file)) == {"id": "1", "path": str(file)}
        await app.sql("CREATE TABLE t (a INTEGER, b TEXT)")
        ran = await app.ok("exec", id="1", sql="INSERT INTO t VALUES (?, ?), (?, ?)", params=[1, "one", 2, "two"])
        assert (ran["changes"], ran["lastInsertRowid"], ran["rows"]) == (2, 2, [])
        assert await app.ok("close", id="1") == {"id": "1"}
    with sqlite3.connect(file) as plain:
        assert plain.execute("SELECT * FROM t").fetchall() == [(1, "one"), (2, "two")]
    plain.close()


async def test_rows_and_columns_are_told_as_the_contract_says(opened: Any) -> None:
    async with opened() as app:
        await app.ok("open", id="1", path=":memory:")
        await app.sql("CREATE TABLE t (a INTEGER, b VARCHAR(9)); INSERT INTO t VALUES (1, 'x'), (2, NULL)")
        ran = await app.ok("exec", id="1", sql="SELECT a, b AS c, a + 0.5 FROM t")
        assert ran["rows"] == [[1, "x", 1.5], [2, None, 2.5]]
        assert ran["columns"] == ["a", "c", "a + 0.5"]
        told = [(meta["name"], meta["declType"], meta["type"]) for meta in ran["columnsMeta"]]
        assert told == [("a", "INTEGER", "integer"), ("c", "VARCHAR(9)", "text"), ("a + 0.5", None, "real")]
        assert ran["columnsMeta"][1]["table"] == "t"
        assert ran["done"] is True
        objects = await app.ok("exec", id="1", sql="SELECT a, b FROM t LIMIT 1", mode="object")
        assert objects["rows"] == [{"a": 1, "b": "x"}]
        none = await app.ok("exec", id="1", sql="SELECT a FROM t", mode="none")
        assert (none["rows"], none["columns"]) == ([], ["a"])


async def test_of_several_selects_the_last_one_counts(opened: Any) -> None:
    async with opened() as app:
        await app.ok("open", id="1", path=":memory:")
        assert await app.sql("SELECT 1; SELECT 2, 3; CREATE TABLE t (a)") == [[2, 3]]
        assert await app.sql("SELECT 1; SELECT a FROM t; INSERT INTO t VALUES (5)") == []
        assert await app.sql("-- nothing") == []


async def test_sql_and_params_may_come_in_the_body(opened: Any) -> None:
    async with opened() as app:
        await app.ok("open", id="1", path=":memory:")
        body = json.dumps({"sql": "SELECT ?, ?", "params": [5, "é"]}).encode()
        assert (await app.ok("exec", body, id="1"))["rows"] == [[5, "é"]]
        for wrong in (b"[]", b"{", b'{"sql": 5}', b'{"sql": "\\ud800"}'):
            assert (await app.err("exec", wrong, id="1"))["code"] == "ERR_INVALID_ARG"


async def test_what_is_missing_is_not_made_unless_asked_for(opened: Any, tmp_path: Path) -> None:
    file = tmp_path / "missing.db"
    async with opened() as app:
        for flags in (READONLY, READWRITE):
            err = await app.err("open", id="1", path=str(file), flags=flags)
            assert (err["message"], err["type"]) == ("Database path does not exist", "NotFoundError")
        assert not file.exists()
        err = await app.err("open", id="1", path=str(tmp_path / "no" / "a.db"))
        assert (err["code"], err["errcode"] & 0xFF, err["errstr"]) == (
            "ERR_SQLITE_ERROR",
            14,
            "unable to open database file",
        )


async def test_read_only_is(opened: Any, tmp_path: Path) -> None:
    file = tmp_path / "a.db"
    async with opened() as app:
        await app.ok("open", id="1", path=str(file))
        await app.sql("CREATE TABLE t (a)")
        await app.ok("open", id="2", path=str(file), flags=READONLY)
        err = await app.err("exec", id="2", sql="INSERT INTO t VALUES (1)")
        assert "readonly" in err["message"]
        assert err["errcode"] == 8
        assert (await app.ok("status", id="2"))["readOnly"] is True
        assert await app.ok("status", id="1") == {
            "id": "1",
            "path": str(file),
            "readOnly": False,
            "inTransaction": False,
        }
        assert "unknown database" in (await app.err("status", id="1", name="x"))["message"]


@pytest.mark.parametrize("flags", [READONLY | CREATE, READONLY | READWRITE, CREATE, 0x100, -1])
async def test_flags_that_make_no_sense_are_refused(opened: Any, flags: int) -> None:
    async with opened() as app:
        assert (await app.err("open", id="1", path=":memory:", flags=flags))["code"] == "ERR_INVALID_ARG"


async def test_a_uri_may_narrow_what_the_flags_allow_and_no_more(opened: Any, tmp_path: Path) -> None:
    file = tmp_path / "a b.db"
    sqlite3.connect(file).close()
    async with opened() as app:
        uri = f"file:{tmp_path}/a%20b.db"
        opened_at = await app.ok("open", id="1", path=f"{uri}?mode=ro", flags=URI | READWRITE | CREATE)
        assert opened_at["path"] == str(file)
        assert "readonly" in (await app.err("exec", id="1", sql="CREATE TABLE t (a)"))["message"]
        for query, flags in (("mode=rwc", READWRITE), ("mode=rw", READONLY), ("vfs=unix-none", READWRITE)):
            err = await app.err("open", id="2", path=f"{uri}?{query}", flags=URI | flags)
            assert err["code"] == "ERR_INVALID_ARG"
        memory = await app.ok("open", id="3", path=f"{uri}?mode=memory", flags=URI | READWRITE)
        assert memory["path"] is None
        assert (await app.ok("open", id="4", path="name", flags=MEMORY | READWRITE))["path"] is None


async def test_what_sqlite_refuses_says_why(opened: Any) -> None:
    async with opened() as app:
        await app.ok("open", id="1", path=":memory:", foreignKeys=True, doubleQuotedStrings=False)
        err = await app.err("exec", id="1", sql="SELEC 1")
        assert err["message"] == 'near "SELEC": syntax error'
        assert (err["errcode"], err["errstr"]) == (1, "SQL logic error")
        await app.sql("CREATE TABLE a (i INTEGER PRIMARY KEY); CREATE TABLE b (a REFERENCES a (i))")
        err = await app.err("exec", id="1", sql="INSERT INTO b VALUES (1)")
        assert (err["message"], err["errcode"]) == ("FOREIGN KEY constraint failed", 787)
        assert (await app.err("exec", id="1", sql='SELECT "text"'))["message"].startswith("no such column")
        err = await app.err("exec", id="1", sql="SELECT ?", params=[1, 2])
        assert (err["message"], err["errcode"]) == ("column index out of range", 25)
        assert (await app.err("exec", id="1", sql="SELECT CAST(x'ff' AS TEXT)"))["code"] == "ERR_SQLITE_ERROR"


async def test_a_flood_of_rows_is_refused_and_pieces_of_it_are_not(opened: Any) -> None:
    flood = FOREVER.replace("count(*)", "i, hex(zeroblob(500))")
    async with opened(sqlite_max_answer=100_000) as app:
        await app.ok("open", id="1", path=":memory:")
        assert (await app.err("exec", id="1", sql=flood))["code"] == "ERR_TOO_LARGE"
        id = (await app.ok("prepare", id="1", sql=flood))["id"]
        assert (await app.err("statement.step", id=id))["code"] == "ERR_TOO_LARGE"
        for _ in range(3):
            assert len((await app.ok("statement.step", id=id, limit=50))["rows"]) == 50
        assert len(await app.sql(f"{flood} LIMIT 50; {flood} LIMIT 60")) == 60, "each statement counts by itself"


async def test_ids_belong_to_windows_and_are_used_once(opened: Any) -> None:
    async with opened(sqlite_max_databases=2) as app:
        await app.ok("open", id="1", path=":memory:")
        assert (await app.err("open", id="1", path=":memory:"))["code"] == "ERR_INVALID_ARG"
        await app.ok("open", id="2", path=":memory:")
        assert (await app.err("open", id="3", path=":memory:"))["code"] == "ERR_BUSY"
        await app.ok("close", id="2")
        for route in ("close", "exec", "status", "prepare"):
            err = await app.err(route, id="2", sql="SELECT 1")
            assert (err["message"], err["type"], err["id"]) == ("Database is not open", "NotFoundError", "2")


async def test_a_page_that_goes_leaves_nothing_open_and_nothing_half_done(opened: Any, tmp_path: Path) -> None:
    file = tmp_path / "a.db"
    async with opened() as app:
        await app.ok("open", id="1", path=str(file))
        await app.sql("CREATE TABLE t (a); BEGIN; INSERT INTO t VALUES (1)")
        statement = (await app.ok("prepare", id="1", sql="SELECT 1"))["id"]
        assert app.service.diagnostics()["statements"] == {"1": [statement]}
        await app.service.release(app.opened.window)
        assert app.service.diagnostics() == {"databases": {}, "statements": {}}
        await app.ok("open", id="1", path=str(file))
        assert await app.sql("SELECT * FROM t") == []


async def test_a_query_without_end_ends_when_its_page_goes(opened: Any) -> None:
    async with opened() as app:
        await app.ok("open", id="1", path=":memory:")
        answers: list[Any] = []

        async def ask() -> None:
            answers.append(await app.err("exec", id="1", sql=FOREVER))

        with anyio.fail_after(PATIENCE):
            async with anyio.create_task_group() as tasks:
                tasks.start_soon(ask)
                await _running(app)
                await app.service.release(app.opened.window)
        assert answers[0]["errcode"] == 9


async def test_an_abandoned_query_is_interrupted_and_the_next_one_runs(opened: Any) -> None:
    async with opened() as app:
        await app.ok("open", id="1", path=":memory:")
        with anyio.fail_after(PATIENCE):
            async with anyio.create_task_group() as tasks:
                tasks.start_soon(_asked, app)
                await _running(app)
                tasks.cancel_scope.cancel()
            assert await app.sql("SELECT 1") == [[1]]


async def _asked(app: Any) -> None:
    async with app.opened.stream(f"ipc://sqlite.exec?id=1&sql={quote(FOREVER)}"):
        raise AssertionError("it ended")


async def _running(app: Any) -> None:
    await until(lambda: any(held._serial._running for held in app.service.databases.held))


async def test_a_backup_is_a_whole_database(opened: Any, tmp_path: Path) -> None:
    async with opened() as app:
        await app.ok("open", id="1", path=":memory:")
        await app.sql("CREATE TABLE t (a)")
        await app.sql("INSERT INTO t SELECT randomblob(4000) FROM (VALUES (1), (2), (3), (4), (5), (6), (7), (8), (9))")
        file = tmp_path / "copy.db"
        pages = (await app.ok("backup", id="1", path=str(file), rate=2))["pages"]
        assert pages == (await app.sql("PRAGMA page_count"))[0][0]
        rows = await app.sql("SELECT hex(a) FROM t")
        await app.ok("open", id="2", path=str(file))
        assert await app.sql("SELECT hex(a) FROM t", id="2") == rows
        assert (await app.err("backup", id="1", path=str(file), rate=0))["code"] == "ERR_INVALID_ARG"


async def test_a_database_goes_out_as_bytes_and_comes_in_again(opened: Any) -> None:
    async with opened(sqlite_max_answer=20_000) as app:
        for id in ("1", "2"):
            await app.ok("open", id=id, path=":memory:")
        await app.sql("CREATE TABLE t (a); INSERT INTO t VALUES (5)")
        image = (await app.call("serialize", id="1")).body
        assert image.startswith(b"SQLite format 3")
        statement = (await app.ok("prepare", id="2", sql="SELECT 1"))["id"]
        assert await app.ok("deserialize", image, id="2") == {"id": "2"}
        assert await app.sql("SELECT a FROM t", id="2") == [[5]]
        assert (await app.err("statement.step", id=statement))["message"] == "Statement does not exist"
        for route, body in (("serialize", None), ("deserialize", image)):
            assert (await app.err(route, body, id="1", name="x"))["message"] == "unknown database x"
        assert (await app.err("deserialize", b"", id="1"))["code"] == "ERR_INVALID_ARG"
        await app.sql("INSERT INTO t SELECT zeroblob(20000)")
        assert (await app.err("serialize", id="1"))["code"] == "ERR_TOO_LARGE"
