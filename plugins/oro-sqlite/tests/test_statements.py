"""Prepared statements by the routes."""

from __future__ import annotations

from typing import Any

import pytest

pytestmark = pytest.mark.anyio

COUNT = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 5) SELECT i FROM n"


async def _prepared(app: Any, sql: str) -> Any:
    return await app.ok("prepare", id="1", sql=sql)


async def test_preparing_runs_nothing_and_tells_what_there_is(opened: Any) -> None:
    async with opened() as app:
        await app.ok("open", id="1", path=":memory:")
        await app.sql("CREATE TABLE t (a INTEGER, b)")
        made = await _prepared(app, "INSERT INTO t VALUES (:a, ?) RETURNING a; DROP TABLE t")
        assert made["sql"] == "INSERT INTO t VALUES (:a, ?) RETURNING a;"
        assert made["columns"] == ["a"]
        assert made["parameters"] == [":a", None]
        assert await app.sql("SELECT * FROM t") == []
        empty = await _prepared(app, "-- nothing")
        assert empty["sql"] == ""
        assert (await app.ok("statement.step", id=empty["id"]))["done"] is True
        assert (await app.err("prepare", id="1", sql="SELECT * FROM nowhere"))["message"] == "no such table: nowhere"


async def test_rows_come_in_pieces_and_then_anew(opened: Any) -> None:
    async with opened() as app:
        await app.ok("open", id="1", path=":memory:")
        id = (await _prepared(app, COUNT))["id"]

        async def step(**params: Any) -> tuple[Any, bool]:
            ran = await app.ok("statement.step", id=id, **params)
            return [row[0] for row in ran["rows"]], ran["done"]

        assert await step(limit=2) == ([1, 2], False)
        assert await step(limit=3) == ([3, 4, 5], False)
        assert await step(limit=2) == ([], True)
        assert await step(limit=1) == ([1], False)
        assert await app.ok("statement.reset", id=id) == {"id": id}
        assert await step() == ([1, 2, 3, 4, 5], True)
        assert await step(limit=1) == ([1], False)
        assert await step(limit=1, reset=True) == ([1], False)
        assert await step(limit=1, finish=True) == ([2], False)
        assert await step(limit=1) == ([1], False)
        assert (await app.err("statement.step", id=id, limit=-1))["code"] == "ERR_INVALID_ARG"


async def test_a_step_that_is_finished_holds_no_lock(opened: Any) -> None:
    async with opened() as app:
        await app.ok("open", id="1", path=":memory:")
        await app.sql("CREATE TABLE t (a); INSERT INTO t VALUES (1), (2)")
        id = (await _prepared(app, "SELECT a FROM t"))["id"]
        await app.ok("statement.step", id=id, limit=1)
        assert "locked" in (await app.err("exec", id="1", sql="DROP TABLE t"))["message"]
        await app.ok("statement.step", id=id, limit=1, reset=True, finish=True)
        await app.sql("DROP TABLE t")


async def test_binding_by_position_and_by_name(opened: Any) -> None:
    async with opened() as app:
        await app.ok("open", id="1", path=":memory:")
        id = (await _prepared(app, "SELECT :a, $b, ?, ?5"))["id"]

        async def bound(params: Any) -> Any:
            await app.ok("statement.bind", id=id, params=params)
            return (await app.ok("statement.step", id=id))["rows"]

        assert await bound([1, 2, 3, 4, 5]) == [[1, 2, 3, 5]]
        assert await bound([1]) == [[1, None, None, None]]
        assert await bound({":a": "x", "b": "y", "?5": "z"}) == [["x", "y", None, "z"]]
        assert (await app.err("statement.bind", id=id, params={"c": 1}))["code"] == "ERR_INVALID_ARG"
        assert (await app.err("statement.bind", id=id, params=[1] * 6))["errcode"] == 25
        assert (await app.err("statement.bind", id=id, params=[[1]]))["code"] == "ERR_INVALID_ARG"
        assert (await app.ok("statement.step", id=id))["rows"] == [["x", "y", None, "z"]], "what failed bound nothing"
        assert (await app.ok("statement.expanded", id=id))["sql"] == "SELECT 'x', 'y', NULL, 'z'"


async def test_columns_follow_the_tables(opened: Any) -> None:
    async with opened() as app:
        await app.ok("open", id="1", path=":memory:")
        await app.sql("CREATE TABLE t (a); INSERT INTO t VALUES (1)")
        id = (await _prepared(app, "SELECT * FROM t"))["id"]
        await app.sql("ALTER TABLE t ADD COLUMN b DEFAULT 2")
        ran = await app.ok("statement.step", id=id, mode="object")
        assert ran["rows"] == [{"a": 1, "b": 2}]


async def test_finalized_is_gone_and_there_may_be_so_many(opened: Any) -> None:
    async with opened(sqlite_max_statements=1) as app:
        await app.ok("open", id="1", path=":memory:")
        id = (await _prepared(app, "SELECT 1"))["id"]
        assert (await app.err("prepare", id="1", sql="SELECT 2"))["code"] == "ERR_BUSY"
        assert await app.ok("statement.finalize", id=id) == {"id": id}
        for route in ("finalize", "step", "bind", "reset", "expanded"):
            err = await app.err(f"statement.{route}", id=id, params=[])
            assert (err["message"], err["type"]) == ("Statement does not exist", "NotFoundError")
        await _prepared(app, "SELECT 2")
