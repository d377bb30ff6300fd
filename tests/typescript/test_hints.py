"""Python hints as TypeScript types."""

from __future__ import annotations

import enum
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, NotRequired, Optional, TypedDict

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from oro_framework.typescript.hints import Hints
from oro_framework.typescript.text import comment, key, quoted


class Colour(enum.Enum):
    RED = "red"
    BLUE = "blue"


@dataclass
class Point:
    x: float
    y: float
    tags: list[str] = field(default_factory=list)


@dataclass
class Tree:
    value: int
    left: Tree | None = None


class Partly(TypedDict):
    always: str
    sometimes: NotRequired[int]


class Renamed(msgspec.Struct, rename="camel"):
    family_name: str
    when_absent: int | msgspec.UnsetType = msgspec.UNSET


@pytest.mark.parametrize(
    ("hint", "text"),
    [
        (int, "number"),
        (float, "number"),
        (str, "string"),
        (bool, "boolean"),
        (None, "null"),
        (Any, "any"),
        (bytes, "string"),
        (str | None, "string | null"),
        (Literal["a", 1, None], None),
        (list[str | int], "(string | number)[]"),
        (list[list[int]], "number[][]"),
        (tuple[int, str], "[number, string]"),
        (tuple[int, ...], "number[]"),
        (dict[str, list[bool]], "Record<string, boolean[]>"),
        (list[Any], "any[]"),
        (str | Any, "any"),
        (Callable[[], None], "any"),
    ],
)
def test_a_hint_is_the_type_a_page_sees(hint: Any, text: str | None) -> None:
    found = Hints().text(hint, "fs")
    if text is None:
        assert sorted(found.split(" | ")) == ['"a"', "1", "null"]
    else:
        assert sorted(found.split(" | ")) == sorted(text.split(" | "))


def test_a_named_type_is_declared_once_in_the_namespace_of_its_plugin() -> None:
    hints = Hints()
    assert hints.text(Point, "oro-maps") == hints.text(Point, "another") == "OroTypes.oro_maps.Point"
    assert hints.declarations() == [
        "declare namespace OroTypes {",
        "  namespace oro_maps {",
        "    interface Point {",
        "      x: number",
        "      y: number",
        "      tags: string[]",
        "    }",
        "  }",
        "}",
    ]


def test_a_type_may_hold_itself() -> None:
    hints = Hints()
    assert hints.text(list[Tree], "fs") == "OroTypes.fs.Tree[]"
    assert "      left: OroTypes.fs.Tree | null" in hints.declarations()


def test_two_types_of_one_name_stay_apart() -> None:
    hints = Hints()
    mine, other = hints.text(Point, "fs"), hints.text(type("Point", (Point,), {}), "fs")
    assert mine != other


def test_members_are_named_as_json_names_them_and_optional_only_where_they_may_be_absent() -> None:
    hints = Hints()
    hints.text(Partly, "fs")
    hints.text(Renamed, "fs")
    text = "\n".join(hints.declarations())
    assert "always: string\n" in text
    assert "sometimes?: number\n" in text
    assert "familyName: string\n" in text
    assert "whenAbsent?: number\n" in text


def test_records_that_a_tag_tells_apart_have_it_as_a_member() -> None:
    dot = msgspec.defstruct("Dot", [], tag_field="kind", tag="dot")
    line = msgspec.defstruct("Line", [("length", int)], tag_field="kind", tag="line")
    hints = Hints()
    assert hints.text(dot | line, "shapes") == "OroTypes.shapes.Dot | OroTypes.shapes.Line"
    lines = [line.strip() for line in hints.declarations()]
    assert lines[lines.index("interface Line {") :][:3] == ["interface Line {", 'kind: "line"', "length: number"]


def test_an_enum_is_its_values() -> None:
    hints = Hints()
    assert hints.text(Colour, "fs") == "OroTypes.fs.Colour"
    assert '    type Colour = "red" | "blue"' in hints.declarations()


def test_texts_are_quoted_and_comments_cannot_end_early() -> None:
    assert key("plain") == "plain"
    assert key("with-dash") == '"with-dash"'
    assert quoted('a"\u2028') == '"a\\"\\u2028"'
    assert comment("") == []
    assert all("*/" not in line for line in comment("ends */ early\n\nand goes on")[:-1])


leaves: st.SearchStrategy[Any] = st.sampled_from(
    [int, float, str, bool, bytes, Any, Point, Tree, Partly, Renamed, Colour, Literal["a", "b", 3], None]
)


def _deeper(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.one_of(
        inner.map(lambda each: list.__class_getitem__(each)),
        inner.map(lambda each: dict.__class_getitem__((str, each))),
        inner.map(lambda each: Optional.__getitem__(each)),
        st.tuples(inner, inner).map(lambda both: tuple.__class_getitem__(both)),
    )


@settings(max_examples=4, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.recursive(leaves, _deeper, max_leaves=6), min_size=30, max_size=60))
def test_whatever_the_hints_the_text_is_typescript(tsc: Callable[[], str], tmp_path: Path, found: list[Any]) -> None:
    hints = Hints()
    used = [f"type T{number} = {hints.text(hint, 'some-plugin')}" for number, hint in enumerate(found)]
    (tmp_path / "hints.ts").write_text("\n".join([*hints.declarations(), *used]))
    assert tsc() == ""
