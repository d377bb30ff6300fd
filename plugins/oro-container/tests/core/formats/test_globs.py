"""Globs, and which files they choose."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from oro_container.core.entry import Entry
from oro_container.core.formats import Choice, FormatError
from oro_container.core.formats.globs import matcher

from ..entries import entries

PATTERNS = st.lists(
    st.sampled_from(["*", "**", "a", "b", "?", "[ab]", "[!a]", "{a,b}", "*.js", "a*", "node_modules", ".env"]),
    min_size=1,
    max_size=4,
).map("/".join)


@pytest.mark.parametrize(
    ("pattern", "matched", "others"),
    [
        ("*.js", ["a.js", ".js", ".a.js"], ["a/b.js", "a.jsx", "js"]),
        ("**/*.js", ["a.js", "a/b.js", "a/b/c.js"], ["a.ts"]),
        ("src/**", ["src/a", "src/a/b"], ["src", "a/src/b"]),
        ("**/node_modules", ["node_modules", "a/node_modules"], ["node_modules/a", "xnode_modules"]),
        ("a/**/b", ["a/b", "a/x/b", "a/x/y/b"], ["a", "b", "ab"]),
        ("**", ["a", "a/b"], []),
        ("a/*", ["a/b"], ["a", "a/b/c"]),
        ("a?c", ["abc"], ["a/c", "ac"]),
        ("[a-c]", ["a", "b"], ["d", "ab"]),
        ("[!a-c]", ["d"], ["a", "/"]),
        ("[]]", ["]"], ["["]),
        ("[a-]", ["a", "-"], ["b"]),
        ("[--9]", ["-", ".", "0"], ["+"]),
        ("[a&&b||c~~d[^]", ["&", "|", "~", "[", "^", "d"], ["e"]),
        ("*.{js,ts}", ["a.js", "a.ts"], ["a.css"]),
        ("{a,b{c,d}}", ["a", "bc", "bd"], ["b", "c"]),
        ("./a", ["a"], ["./a"]),
        ("/a/", ["a"], ["b/a"]),
        ("a.b", ["a.b"], ["axb"]),
        ("a\nb", ["a\nb"], []),
    ],
)
def test_patterns(pattern: str, matched: list[str], others: list[str]) -> None:
    expression = matcher([pattern])
    assert [path for path in matched + others if expression.fullmatch(path)] == matched


@pytest.mark.parametrize("pattern", ["[a", "{a,b", "[z-a]", "{a,b}" * 20])
def test_broken_patterns_are_refused(pattern: str) -> None:
    with pytest.raises(FormatError) as caught:
        matcher([pattern])
    assert caught.value.path == pattern


@given(st.text("ab*?[]{},!/.-&|~^\\", max_size=12))
def test_any_pattern_is_compiled_or_refused(pattern: str) -> None:
    try:
        assert isinstance(matcher([pattern]), re.Pattern)
    except FormatError:
        return


def chosen(files: list[Entry], choice: Choice) -> list[str]:
    return [entry.path for entry in choice.among(files)]


@given(entries(), st.lists(PATTERNS, max_size=3), st.lists(PATTERNS, max_size=3))
def test_a_file_is_chosen_unless_excluded_and_not_included(
    files: list[Entry], excludes: list[str], includes: list[str]
) -> None:
    found = chosen(files, Choice(includes=tuple(includes), excludes=tuple(excludes)))
    out, back = matcher(excludes), matcher(includes)
    for entry in files:
        parts = entry.path.split("/")
        above = ["/".join(parts[:end]) for end in range(1, len(parts) + 1)]
        wanted = bool(back.fullmatch(entry.path)) or not any(out.fullmatch(path) for path in above)
        if entry.kind == "directory":
            wanted = wanted or any(path.startswith(entry.path + "/") for path in found)
        assert (entry.path in found) == wanted
    assert [entry.path for entry in files if entry.path in found] == found
    assert all(path.rpartition("/")[0] in ("", *found) for path in found)


@given(entries(), st.lists(PATTERNS, max_size=3))
def test_includes_alone_leave_nothing_out(files: list[Entry], includes: list[str]) -> None:
    assert list(Choice(includes=tuple(includes)).among(files)) == files
