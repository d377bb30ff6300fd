"""Source maps: what was written is found again, whatever encoder wrote the map."""

from __future__ import annotations

import base64
import json
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oro_framework.source_maps import Frame, Origin, SourceMap, data_content, map_address, stack_frames

SIGNS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
Place = tuple[int, int, int, int]


def encoded(number: int) -> str:
    rest, text = (abs(number) << 1) | (number < 0), ""
    while True:
        digit, rest = rest & 31, rest >> 5
        text += SIGNS[digit | (32 if rest else 0)]
        if not rest:
            return text


def mappings(lines: list[list[Place]]) -> str:
    before, text = (0, 0, 0), []
    for line in lines:
        column, parts = 0, []
        for at, *place in line:
            fields = [at - column, *(new - old for new, old in zip(place, before, strict=True))]
            column, before = at, (place[0], place[1], place[2])
            parts.append("".join(map(encoded, fields)))
        text.append(",".join(parts))
    return ";".join(text)


numbers = st.integers(0, 2**20)
places = st.tuples(numbers, st.integers(0, 3), numbers, numbers)
written = st.lists(st.lists(places, max_size=8, unique_by=lambda each: each[0]).map(sorted), max_size=8)


@given(written)
def test_each_place_that_was_written_is_found(lines: list[list[Place]]) -> None:
    sources = ["a.ts", "b.ts", "c.ts", "d.ts"]
    found = SourceMap.read(json.dumps({"version": 3, "sources": sources, "names": [], "mappings": mappings(lines)}))
    for number, line in enumerate(lines):
        for at, source, row, column in line:
            assert found.find(number + 1, at + 1) == Origin(sources[source], row + 1, column + 1)


@given(st.text() | st.binary(), st.text(max_size=10))
def test_anything_is_a_map_or_a_value_error(content: str | bytes, url: str) -> None:
    with suppress(ValueError):
        SourceMap.read(content, url)


@given(st.text(alphabet=SIGNS + ",;!", max_size=60))
def test_any_mappings_are_read_or_refused(text: str) -> None:
    try:
        found = SourceMap.read(json.dumps({"version": 3, "sources": ["a"], "mappings": text}))
    except ValueError:
        return
    assert found.find(1, 1) is None or isinstance(found.find(1, 1), Origin)


@given(st.text())
def test_any_text_has_frames_or_none(text: str) -> None:
    assert all(frame.line >= 0 for frame in stack_frames(text))


def test_sources_go_from_the_map() -> None:
    content = {
        "version": 3,
        "sourceRoot": "../src",
        "sources": ["main.ts"],
        "mappings": "AAAA",
        "sourcesContent": ["x"],
    }
    found = SourceMap.read(json.dumps(content), "oro://com.example/dist/main.js.map")
    assert found.find(1) == Origin("oro://com.example/src/main.ts", 1, 1)
    assert found.contents == {"oro://com.example/src/main.ts": "x"}


def test_sections_are_one_map() -> None:
    part = {"version": 3, "sources": ["a.ts"], "names": ["go"], "mappings": "AAAAA"}
    other = {"version": 3, "sources": ["b.ts"], "names": ["stop"], "mappings": "AACAA"}
    sections = [{"offset": {"line": 0, "column": 0}, "map": part}, {"offset": {"line": 0, "column": 9}, "map": other}]
    found = SourceMap.read(json.dumps({"version": 3, "sections": sections}))
    assert found.find(1, 5) == Origin("a.ts", 1, 1, "go")
    assert found.find(1, 10) == Origin("b.ts", 2, 1, "stop")


def test_the_last_comment_names_the_map() -> None:
    script = "x = '//# sourceMappingURL=no'\n//# sourceMappingURL=one.map\n//# sourceMappingURL=two.map\n"
    assert map_address(script, "oro://a.b/js/x.js") == "oro://a.b/js/two.map"
    assert map_address("1 + 1", "oro://a.b/js/x.js") is None


def test_inline_maps_are_read() -> None:
    text = b'{"mappings": ""}'
    assert data_content("data:application/json;base64," + base64.b64encode(text).decode()) == text
    assert data_content("data:application/json,%7B%7D") == b"{}"
    with pytest.raises(ValueError, match="no data"):
        data_content("https://example.com")


def test_stacks_of_both_engines_have_the_same_frames() -> None:
    v8 = "Error: no\n    at go (oro://a.b/x.js:1:2)\n    at async Promise.all (index 0)\n    at oro://a.b/y.js:3:4"
    webkit = "Error: no\ngo@oro://a.b/x.js:1:2\n[native code]\noro://a.b/y.js:3:4"
    assert stack_frames(v8) == stack_frames(webkit) == [
        Frame("go", "oro://a.b/x.js", 1, 2),
        Frame("", "oro://a.b/y.js", 3, 4),
    ]  # fmt: skip
