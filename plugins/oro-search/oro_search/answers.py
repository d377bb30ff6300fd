"""What routes and the command answer. Sans-IO."""

from __future__ import annotations

from typing import Literal, TypedDict

from oro_search.index.folder_index import Answer, Hit, State

__all__ = ("LeftOutFile", "Passage", "Results", "Status", "passage_of", "place_of", "results_of", "status_of")

_BEGIN, _END = "\x02", "\x03"


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
    """The line, or paragraph, at which it begins; on its page where there are pages."""
    endLine: int | None
    unit: Literal["line", "paragraph"]
    """What the lines are."""
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
    """What was not done, and why."""


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
    text, marks = _marked(hit.marked if hit.marked is not None else passage.text)
    return {
        "path": f"{root.rstrip('/')}/{found.path}",
        "file": found.path,
        "place": place_of(hit),
        "page": passage.page or None,
        "line": passage.line or None,
        "endLine": passage.end or None,
        "unit": found.unit,
        "heading": passage.heading,
        "text": text if marks else passage.text,
        "marks": marks,
        "score": hit.score,
        "by": [*(["words"] if hit.by_words else []), *(["meaning"] if hit.by_meaning else [])],  # type: ignore[list-item]
    }


def place_of(hit: Hit) -> str:
    """Return a file with the page or line of a hit, as people and editors write it."""
    path, passage = hit.found.path, hit.found.passage
    if passage.page:
        return f"{path} p. {passage.page}"
    if not passage.line:
        return path
    return f"{path}:{passage.line}" if hit.found.unit == "line" else f"{path} ¶ {passage.line}"


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


def _marked(text: str) -> tuple[str, list[tuple[int, int]]]:
    """Return a text without its marks, and where they were, in units of UTF-16."""
    plain: list[str] = []
    marks: list[tuple[int, int]] = []
    at = begin = 0
    for piece in _pieces(text):
        if piece == _BEGIN:
            begin = at
        elif piece == _END:
            marks.append((begin, at))
        else:
            plain.append(piece)
            at += len(piece.encode("utf-16-le")) // 2
    return "".join(plain), marks


def _pieces(text: str) -> list[str]:
    for mark in (_BEGIN, _END):
        text = text.replace(mark, f"\0{mark}\0")
    return [piece for piece in text.split("\0") if piece]
