"""Stores by their routes: what stays, what is refused, and what is left when the process is killed."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from oro_store import plugin
from oro_store.changes import Changes, changes_of, value_of
from oro_store.database import Database

from oro_framework.errors import InvalidArgument
from oro_framework.testing import OpenHost, open_host
from oro_framework.testing.host import BUNDLE

pytestmark = pytest.mark.anyio


@pytest.fixture(autouse=True)
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    return tmp_path / BUNDLE / "store.sqlite3"


def content(file: Path) -> bytes | None:
    return file.read_bytes() if file.exists() else None


def precious(file: Path) -> None:
    file.parent.mkdir()
    file.write_bytes(b"precious" * 100)


async def put(app: OpenHost, key: str, value: Any, **rest: Any) -> Any:
    return await app.call("store.set", json.dumps(value).encode(), key=key, **rest)


async def get(app: OpenHost, key: str, **rest: Any) -> Any:
    return (await app.call("store.get", key=key, **rest)).data


async def test_values_stay_when_the_app_is_started_anew(file: Path) -> None:
    async with open_host(plugin) as app:
        assert content(file) is None, "an app that stores nothing has no file"
        await put(app, "key", {"a": [1, 2.5, None]})
        assert file.parent.stat().st_mode & 0o77 == 0
    async with open_host(plugin) as app:
        assert await get(app, "key") == {"found": True, "value": {"a": [1, 2.5, None]}}
        assert await get(app, "other") == {"found": False, "value": None}


async def test_every_window_hears_of_a_change() -> None:
    async with open_host(plugin) as app:
        async with app.events() as events:
            assert (await put(app, "key", 1, store="s")).data == {"store": "s", "set": ["key"], "deleted": []}
            await app.call("store.delete", key="none", store="s")
            await app.call("store.clear", store="s")
            heard = [await events.next() for _ in range(2)]
        assert heard == [
            {"name": "storechange", "detail": {"store": "s", "set": ["key"], "deleted": []}},
            {"name": "storechange", "detail": {"store": "s", "set": [], "deleted": ["key"]}},
        ]


async def test_without_the_permission_nothing_is_told_or_kept(file: Path) -> None:
    async with open_host(plugin, settings={"permissions_allow_store": False}) as app:
        for route in ("get", "set", "delete", "keys", "entries", "stores", "clear", "update"):
            assert (await app.call(f"store.{route}", key="key")).err["code"] == "ERR_DENIED", route
    assert content(file) is None


async def test_a_file_that_is_no_database_is_left_as_it_is(file: Path) -> None:
    precious(file)
    async with open_host(plugin) as app:
        err = (await put(app, "key", 1)).err
        assert (err["code"], err["message"]) == (
            "ERR_BROKEN",
            'Cannot use the store "store.sqlite3": file is not a database',
        )
    assert content(file) == b"precious" * 100


async def test_another_process_that_writes_for_long_is_told_of(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("oro_store.database.PATIENCE", 0.01)
    async with open_host(plugin) as app:
        await put(app, "key", 1)
        other = sqlite3.connect(file, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        assert (await put(app, "key", 2)).err["code"] == "ERR_BUSY"
        assert await get(app, "key") == {"found": True, "value": 1}, "reading goes on"
        other.execute("ROLLBACK")
        other.close()
        await put(app, "key", 2)
        assert await get(app, "key") == {"found": True, "value": 2}


async def test_names_are_of_bounded_length() -> None:
    async with open_host(plugin) as app:
        for names in ({"key": "x" * 1001}, {"key": "x", "store": "x" * 1001}):
            assert (await put(app, names["key"], 1, store=names.get("store"))).err["code"] == "ERR_INVALID_ARG"


def test_kill_9_loses_nothing_that_was_answered(tmp_path: Path) -> None:
    path = tmp_path / "killed.sqlite3"
    program = (
        "import itertools, pathlib, sys\n"
        "from oro_store.changes import Changes\nfrom oro_store.database import Database\n"
        "database = Database(pathlib.Path(sys.argv[1]))\n"
        "for number in itertools.count():\n"
        "    database.change('s', Changes({'a': str(number), 'b': str(number)}))\n"
        "    print(number, flush=True)\n"
    )
    with subprocess.Popen([sys.executable, "-c", program, str(path)], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        while int(process.stdout.readline()) < 50:
            pass
        os.kill(process.pid, signal.SIGKILL)
        answered = int((process.stdout.read().split() or ["50"])[-1])
    database = Database(path)
    found = database.entries("s")
    database.close()
    assert found["a"] == found["b"], "a change is done as a whole"
    assert int(found["a"]) in (answered, answered + 1)


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=10,
)
KEYS = st.text(max_size=5)


@given(VALUES)
def test_json_is_kept_as_it_came(value: Any) -> None:
    text = json.dumps(value, ensure_ascii=False)
    assert value_of(text.encode()) == text


@given(st.binary() | VALUES.map(lambda value: json.dumps(value).encode()))
def test_any_body_gives_changes_or_an_error(body: bytes) -> None:
    for read in (value_of, changes_of):
        with suppress(InvalidArgument):
            read(body)


ACTS = st.lists(
    st.tuples(st.sampled_from("ab"), st.dictionaries(KEYS, st.integers().map(str)), st.lists(KEYS))
    | st.tuples(st.sampled_from("ab"), st.none(), st.none())
)


@given(ACTS)
def test_a_file_says_what_dictionaries_would(acts: list[Any]) -> None:
    database, model = Database(Path(":memory:")), dict[str, dict[str, str]]({"a": {}, "b": {}})
    for store, values, gone in acts:
        held = model[store]
        if values is None:
            assert sorted(database.clear(store)) == sorted(held)
            held.clear()
            continue
        gone = [key for key in dict.fromkeys(gone) if key not in values]
        assert list(database.change(store, Changes(values, gone))) == [key for key in gone if key in held]
        model[store] = {key: value for key, value in {**held, **values}.items() if key not in gone}
    for store, held in model.items():
        assert database.entries(store) == held
        assert database.keys(store) == sorted(held, key=str.encode)
    assert database.stores() == [store for store, held in model.items() if held]
    database.close()
