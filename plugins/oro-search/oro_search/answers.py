"""Answers of routes and of the command. Sans-IO."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import Literal, TypedDict

from oro_search.index.folder_index import Answer, Hit, State
from oro_search.index.records import Found

__all__ = ("LeftOutFile", "Passage", "Results", "Status", "passage_of", "results_of", "status_of")

_BEGIN = "\x02"
_MARK = re.compile("[\x02\x03]")


class Passage(TypedDict):
    """A passage of a file, and its place."""

    path: str
    """Absolute."""
    file: str
    """Below the folder."""
    place: str
    """The file with page or line, for people: `notes/plan.md:12`, `report.pdf p. 3`, `letter.docx ¶ 7`."""
    page: int | None
    line: int | None
    """The line, or paragraph, of the passage that has most words of the question, else its first."""
    beginLine: int | None
    """The line, or paragraph, at which the passage begins; on its page where there are pages."""
    endLine: int | None
    unit: Literal["line", "paragraph"]
    """Whether lines or paragraphs are counted."""
    heading: str
    """The headings above it, with ` > ` between them."""
    text: str
    marks: list[tuple[int, int]]
    """Begin and end of each word of the question in the text, counted as JavaScript counts."""
    score: float
    """Higher is better; only the order means anything."""
    by: list[Literal["words", "meaning"]]


class Results(TypedDict):
    """The passages that answer a question best, and how they were found."""

    folder: str
    passages: list[Passage]
    model: str
    """The model by whose vectors was searched; empty where by words only."""
    ranked: bool
    """Whether a model ranked them once more."""
    remarks: list[str]
    """Sentences about steps that were left out, and why."""


class LeftOutFile(TypedDict):
    """A file that has no text in the index."""

    file: str
    reason: str


class Status(TypedDict):
    """The index of a folder."""

    folder: str
    files: int
    passages: int
    leftOut: int
    problems: list[LeftOutFile]
    """The first files that were left out."""
    model: str
    """The model of its vectors; empty for words only."""
    dimensions: int
    looked: float
    """When the whole folder was last looked at, in milliseconds since 1970; 0 for never."""
    complete: bool
    current: bool
    """False where the model or the readers are others by now; `search.index` makes it anew."""
    indexing: bool
    watched: bool


def passage_of(hit: Hit, root: str) -> Passage:
    """Return a hit as pages and programs get it."""
    found, passage = hit.found, hit.found.passage
    marks = _marks(hit.marked or "")
    line = _best_line(hit, marks)
    by: list[Literal["words", "meaning"]] = ["words"] if hit.by_words else []
    return {
        "path": f"{root.rstrip('/')}/{found.path}",
        "file": found.path,
        "place": _place(found, line),
        "page": passage.page or None,
        "line": line or None,
        "beginLine": passage.line or None,
        "endLine": passage.end or None,
        "unit": found.unit,
        "heading": passage.heading,
        "text": passage.text,
        "marks": _in_utf16(passage.text, marks),
        "score": hit.score,
        "by": [*by, "meaning"] if hit.by_meaning else by,
    }


def _place(found: Found, line: int) -> str:
    """Return a file with page or line, as people and editors write it."""
    if found.passage.page:
        return f"{found.path} p. {found.passage.page}"
    if not line:
        return found.path
    return f"{found.path}:{line}" if found.unit == "line" else f"{found.path} ¶ {line}"


def _best_line(hit: Hit, marks: Sequence[tuple[int, int]]) -> int:
    """Return the line of a passage that has most words of the question."""
    passage = hit.found.passage
    counts = Counter(passage.line_at(begin) for begin, _ in marks)
    return max(counts, key=lambda line: (counts[line], -line)) if counts else passage.line


def results_of(answer: Answer, root: str) -> Results:
    """Return what a search found."""
    return {
        "folder": root,
        "passages": [passage_of(hit, root) for hit in answer.hits],
        "model": answer.meaning,
        "ranked": answer.ranked,
        "remarks": answer.remarks,
    }


def status_of(state: State, root: str, *, indexing: bool, watched: bool) -> Status:
    """Return how an index stands."""
    return {
        "folder": root,
        "files": state.numbers.files,
        "passages": state.numbers.passages,
        "leftOut": state.numbers.left_out,
        "problems": [{"file": one.path, "reason": one.reason} for one in state.left_out],
        "model": state.model,
        "dimensions": state.dimensions,
        "looked": state.looked * 1000,
        "complete": state.complete,
        "current": state.current,
        "indexing": indexing,
        "watched": watched,
    }


def _marks(text: str) -> list[tuple[int, int]]:
    """Return where the marks of a text are, were they taken away."""
    marks: list[tuple[int, int]] = []
    begin = 0
    for count, at in enumerate(found.start() for found in _MARK.finditer(text)):
        if text[at] == _BEGIN:
            begin = at - count
        else:
            marks.append((begin, at - count))
    return marks


def _in_utf16(text: str, marks: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return places in a text as JavaScript counts them."""
    if text.isascii():
        return list(marks)

    def units(offset: int) -> int:
        return len(text[:offset].encode("utf-16-le")) // 2

    return [(units(begin), units(end)) for begin, end in marks]
