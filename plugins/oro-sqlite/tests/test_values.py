"""Values and parameters, held to what Python's sqlite3 and SQLite itself make of them."""

from __future__ import annotations

import json
import math
import sqlite3
from contextlib import closing
from typing import Any

import apsw
import apsw.ext
import pytest
from hypothesis import given
from hypothesis import strategies as st
from oro_sqlite.engine.refusals import page_errors
from oro_sqlite.wire.location import Location
from oro_sqlite.wire.parameters import parameters_of
from oro_sqlite.wire.values import SAFE, Value, decoded, encoded

from oro_framework.errors import InvalidArgument

TEXT = st.text(st.characters(exclude_categories=["Cs"]))
VALUES = st.none() | st.integers(-(2**63), 2**63 - 1) | st.floats(allow_nan=False) | TEXT | st.binary()
_WORDS = ["integer", "real", "base64", "12", "-", "1e999", "AA=="]
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | TEXT,
    lambda inner: (
        st.lists(inner)
        | st.dictionaries(st.sampled_from(["type", "value", "encoding", "data", "x"]), inner | st.sampled_from(_WORDS))
    ),
)


def _kept(value: Value) -> Value:
    """Return what Python's own binding gives back for a value, with its storage class."""
    with closing(sqlite3.connect(":memory:")) as plain:
        row: tuple[Value, str] = plain.execute("SELECT ?1, typeof(?1)", (value,)).fetchone()
    return row[0]


@given(VALUES)
def test_a_value_that_went_as_json_is_what_python_keeps(value: Value) -> None:
    wire = json.loads(json.dumps(encoded(value), allow_nan=False))
    with closing(apsw.Connection(":memory:")) as ours:
        ((back, kind),) = ours.execute("SELECT ?1, typeof(?1)", (decoded(wire),)).fetchall()
    assert (back, type(back)) == (_kept(value), type(value))
    assert decoded(encoded(back, bigints=True)) == back
    assert kind == {type(None): "null", int: "integer", float: "real", str: "text", bytes: "blob"}[type(value)]


@given(ANYTHING)
def test_anything_is_a_value_or_an_invalid_argument(item: Any) -> None:
    try:
        value = decoded(item)
    except InvalidArgument:
        return
    assert value is None or isinstance(value, (int, float, str, bytes))
    assert not isinstance(value, int) or -(2**63) <= value < 2**63


@given(st.integers(-(2**70), 2**70))
def test_integers_no_number_holds_go_as_text(number: int) -> None:
    plain = abs(number) <= SAFE
    assert encoded(number) == (number if plain else {"type": "integer", "value": str(number)})
    assert encoded(number, bigints=True) == {"type": "integer", "value": str(number)}


def test_reals_json_has_not() -> None:
    assert decoded({"type": "real", "value": "-Infinity"}) == -math.inf
    assert str(decoded({"type": "real", "value": "-0"})) == "-0.0"
    assert encoded(math.inf) == {"type": "real", "value": "Infinity"}


PIECES = st.sampled_from(
    [
        *(":a", "$a", "@a", "?", "?3", ":a1", "$a::b", "$a(x)", "'it''s :no'", "'é?'", "x'00'", "1e5"),
        *('1 AS ":no"', "1 AS `?`", "1 AS [@no]", "1 AS a$b", "1 -- ?\n", "/* :no */ 1"),
    ]
)


@given(st.lists(PIECES, max_size=8))
def test_parameters_are_those_sqlite_finds(pieces: list[str]) -> None:
    sql = f"SELECT {', '.join([*pieces, '0'])}"
    with closing(apsw.Connection(":memory:")) as connection:
        info = apsw.ext.query_info(connection, sql)
    found = parameters_of(info.first_query)
    assert len(found) == info.bindings_count
    # APSW tells names without their first character, and nothing else of what is nameless.
    assert [name and name[1:] for name in found] == [name or None for name in info.bindings_names]


def test_quoted_names_hold_no_parameters() -> None:
    assert parameters_of("SELECT \":a\", `?1`, [@b], ':c' -- $d\n, /* ? */ a$b, :e") == [":e"]


@given(TEXT, st.integers(0, 0x7FFFF))
def test_any_path_is_a_location_or_an_invalid_argument(path: str, flags: int) -> None:
    try:
        location = Location.parse(path, flags)
    except InvalidArgument:
        return
    name, kept = location.for_sqlite()
    assert "\0" not in name
    assert kept & 0x7 == flags & 0x7 or "mode=" in path


@pytest.mark.parametrize("wrong", [2**63, "\ud800"])
def test_what_the_binding_cannot_hold_is_told(wrong: object) -> None:
    with closing(apsw.Connection(":memory:")) as connection, pytest.raises(InvalidArgument), page_errors():
        connection.execute("SELECT ?", (wrong,))
