"""Passages of a document hold all of it, are short enough, and say truly where they are."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st
from oro_search.chunks import passages
from oro_search.readers.reader import Line
from oro_search.readers.text import lines_of

words = st.text(st.sampled_from("abc .!?\n\t漢。é🦊#"), max_size=400)
levels = st.sampled_from([0, 0, 0, 0, 1, 2, 3])


@given(st.lists(st.tuples(words, levels), max_size=12), st.integers(20, 120), st.data())
def test_nothing_is_lost_and_places_are_true(parts: list[tuple[str, int]], size: int, data: st.DataObject) -> None:
    overlap = data.draw(st.integers(0, size // 2 - 1))
    text = "\n".join(part for part, _ in parts)
    lines = [Line(line, number, level=data.draw(levels)) for number, line in lines_of(text)]
    found = list(passages(lines, size, overlap))
    in_text, in_passages = Counter("".join(text.split())), Counter[str]()
    for one in found:
        assert one.text == one.text.strip()
        assert 0 < len(one.text) <= size
        shown = "\n".join(line.text for line in lines[one.line - 1 : one.end])
        assert one.text in shown
        assert lines[one.line - 1].text.strip().startswith(one.text.split("\n")[0].strip()) or one.text[0] in shown
        in_passages += Counter("".join(one.text.split()))
    assert not in_text - in_passages
    assert [one.line for one in found] == sorted(one.line for one in found)


@given(st.lists(st.text(st.sampled_from("ab. "), max_size=300), max_size=6))
def test_each_passage_is_of_one_page(pages: list[str]) -> None:
    lines = [Line(line, at, page) for page, text in enumerate(pages, 1) for at, line in enumerate(text.split("."), 1)]
    for one in passages(lines, 80, 20):
        assert one.text in "\n".join(line.text for line in lines if line.page == one.page)


def test_sections_begin_at_headings_and_are_named_by_those_above() -> None:
    text = ["# House", "x" * 300, "## Roof", "y" * 300, "### Tiles", "z" * 300, "## Cellar", "w" * 300]
    lines = [Line(line, at, level=line.count("#")) for at, line in enumerate(text, 1)]
    found = list(passages(lines))
    assert [(one.heading, one.line) for one in found] == [
        ("House", 1),
        ("House > Roof", 3),
        ("House > Roof > Tiles", 5),
        ("House > Cellar", 7),
    ]


def test_long_sections_are_cut_after_sentences_and_overlap() -> None:
    sentences = [f"Sentence {number} has some words." for number in range(40)]
    found = list(passages([Line(" ".join(sentences), 1)], 200, 60))
    assert all(one.text.endswith(".") and one.text.startswith("Sentence") for one in found)
    ends = [set(one.text.split(". ")) for one in found]
    assert all(before & after for before, after in pairwise(ends))
