"""`Automaton`, which matches a regular expression byte by byte; its states are made as they are needed."""

from __future__ import annotations

from collections.abc import Iterator

from .nodes import WORD, Chars, Either, Mark, Node, Repeat, Sequence
from .syntax import BadPattern

__all__ = ("Automaton", "TooLong")

LARGEST = 20_000
"""Parts that an expression may have once its intervals are written out."""
KEPT = 1_000
"""States that are kept; then they are made anew."""
STEPS = 5_000_000
"""Bytes that may be looked at in one line."""
_END = 256
_BEGIN, _IN_WORD, _OTHER = range(3)


class TooLong(Exception):
    """An expression takes too long with a text."""


class _State:
    """Places in the expression after some bytes."""

    __slots__ = ("before", "edges", "places")

    def __init__(self, places: frozenset[int], before: int) -> None:
        self.places = places
        self.before = before
        self.edges: dict[int, tuple[_State, bool]] = {}


class Automaton:
    """A regular expression.

    Raises:
        BadPattern: it is too large.
    """

    def __init__(self, node: Node) -> None:
        self._chars: list[frozenset[int] | None] = []
        self._marks: list[str | None] = []
        self._next: list[tuple[int, ...]] = []
        self._final = self._place()
        self._first = self._built(node, self._final)
        self._states: dict[tuple[frozenset[int], int], _State] = {}

    def is_in(self, line: bytes) -> bool:
        """Return whether a line has a match."""
        state = self._begun()
        for byte in line:
            state, matched = self._edge(state, byte, True)
            if matched:
                return True
        return self._edge(state, _END, True)[1]

    def spans(self, line: bytes) -> Iterator[tuple[int, int]]:
        """Yield where a line matches: of what begins first the longest, then from there.

        Raises:
            TooLong: it takes too long.
        """
        if not self.is_in(line):
            return
        at = steps = 0
        while at < len(line):
            end, looked = self._longest(line, at)
            steps += looked
            if steps > STEPS:
                raise TooLong(f"it takes more than {STEPS:,} steps to find every match in one line")
            if end > at:
                yield at, end
                at = end
            else:
                at += 1

    def _longest(self, line: bytes, at: int) -> tuple[int, int]:
        """Return the end of the longest match that begins here, and the steps that were taken."""
        state = self._state(frozenset({self._first}), _before(line[at - 1] if at else None))
        end = -1
        for place in range(at, len(line) + 1):
            byte = line[place] if place < len(line) else _END
            state, matched = self._edge(state, byte, False)
            if matched:
                end = place
            if not state.places:
                return end, place - at + 1
        return end, len(line) - at + 1

    def _begun(self) -> _State:
        return self._state(frozenset({self._first}), _BEGIN)

    def _state(self, places: frozenset[int], before: int) -> _State:
        found = self._states.get((places, before))
        if found is None:
            if len(self._states) >= KEPT:
                for each in self._states.values():
                    each.edges.clear()
                self._states.clear()
            found = self._states[(places, before)] = _State(places, before)
        return found

    def _edge(self, state: _State, byte: int, anywhere: bool) -> tuple[_State, bool]:
        """Return the state after a byte, and whether there was a match before it."""
        key = byte * 2 + anywhere
        if (found := state.edges.get(key)) is not None:
            return found
        reached = self._reached(state, byte)
        moved: set[int] = set()
        for place in reached:
            chars = self._chars[place]
            if chars is not None and byte in chars:
                moved.update(self._next[place])
        if anywhere:
            moved.add(self._first)
        after = self._state(frozenset(moved), _before(byte))
        state.edges[key] = (after, self._final in reached)
        return state.edges[key]

    def _reached(self, state: _State, byte: int) -> set[int]:
        """Return the places that are reached without a byte, before the next one."""
        reached: set[int] = set()
        todo = list(state.places)
        while todo:
            place = todo.pop()
            if place in reached:
                continue
            reached.add(place)
            mark = self._marks[place]
            if self._chars[place] is None and (mark is None or _is_there(mark, state.before, byte)):
                todo += self._next[place]
        return reached

    def _place(self, after: tuple[int, ...] = (), chars: frozenset[int] | None = None, mark: str | None = None) -> int:
        if len(self._next) >= LARGEST:
            raise BadPattern(f"it has more than {LARGEST:,} parts once its intervals are written out")
        self._chars.append(chars)
        self._marks.append(mark)
        self._next.append(after)
        return len(self._next) - 1

    def _built(self, node: Node, after: int) -> int:
        """Return the first place of a part that something follows."""
        match node:
            case Chars(chars):
                return self._place((after,), chars)
            case Mark(kind):
                return self._place((after,), None, kind)
            case Sequence(parts):
                for part in reversed(parts):
                    after = self._built(part, after)
                return after
            case Either(parts):
                return self._place(tuple(self._built(part, after) for part in parts))
            case Repeat(part, least, most):
                return self._repeated(part, least, most, after)

    def _repeated(self, part: Node, least: int, most: int | None, after: int) -> int:
        if most is None:
            again = self._place()
            self._next[again] = (self._built(part, again), after)
            first = again
        else:
            first = after
            for _ in range(most - least):
                first = self._place((self._built(part, first), after))
        for _ in range(least):
            first = self._built(part, first)
        return first


def _before(byte: int | None) -> int:
    return _BEGIN if byte is None else _IN_WORD if byte in WORD else _OTHER


def _is_there(mark: str, before: int, byte: int) -> bool:
    """Return whether a mark is between what was before and the next byte."""
    in_word, word_follows = before == _IN_WORD, byte in WORD
    match mark:
        case "start":
            return before == _BEGIN
        case "end":
            return byte == _END
        case "edge":
            return in_word != word_follows
        case "within":
            return in_word == word_follows
        case "begin":
            return word_follows and not in_word
    return in_word and not word_follows
