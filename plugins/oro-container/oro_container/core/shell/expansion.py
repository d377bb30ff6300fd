"""`Expansion`: words become arguments in POSIX's order: parameters and substitutions, splitting, files."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from .errors import ShellProblem
from .patterns import Piece, expression, has_pattern, matching_paths
from .sums import compute
from .tree import Parameter, Script, Substitution, Sum, Text, Word

__all__ = ("MOST", "Expansion", "Surroundings")

MOST = 16 << 20
"""Characters that words may become."""


class Surroundings(Protocol):
    """The shell that words stand in."""

    @property
    def home(self) -> str:
        """The folder that `~` stands for."""
        ...

    def variable(self, name: str) -> str | None:
        """Return a variable's text, or that of a special parameter."""
        ...

    def assign(self, name: str, value: str) -> None:
        """Set a variable."""
        ...

    def arguments(self) -> Sequence[str]:
        """Return the script's arguments."""
        ...

    def names(self, folder: str) -> Sequence[str]:
        """Return what is in a folder."""
        ...

    def exists(self, path: str) -> bool:
        """Return whether a path is there."""
        ...

    @property
    def substitute(self) -> Callable[[Script], Awaitable[str]]:
        """Run a script and return what it wrote."""
        ...


@dataclass(slots=True)
class _Field:
    """One argument while it is made."""

    pieces: list[Piece]

    @property
    def text(self) -> str:
        return "".join(text for text, _ in self.pieces)


class Expansion:
    """Makes arguments of words.

    Args:
        shell: the shell they stand in.
    """

    def __init__(self, shell: Surroundings) -> None:
        self._shell = shell

    async def fields(self, words: Sequence[Word]) -> list[str]:
        """Return the arguments that words become.

        Raises:
            ShellProblem: a word cannot be expanded.
        """
        found: list[str] = []
        for word in words:
            for field in await self._fields(word):
                found += self._paths(field)
        return found

    async def text(self, word: Word) -> str:
        """Return what a word becomes where it is neither split nor matched with files."""
        return "".join(text for text, _ in await self.pieces(word))

    async def pieces(self, word: Word) -> list[Piece]:
        """Return what a word becomes, with what of it is quoted."""
        found: list[Piece] = []
        for part in self._tilde(word):
            if isinstance(part, Text):
                found.append((part.text, part.quoted))
            elif isinstance(part, Parameter) and part.name in ("@", "*"):
                found.append((" ".join(self._shell.arguments()), part.quoted))
            else:
                found.append((await self._value(part), part.quoted))
        return found

    async def _fields(self, word: Word) -> list[_Field]:
        fields: list[_Field] = []
        current: _Field | None = None
        for part in self._tilde(word):
            if isinstance(part, Text):
                current = current or _Field([])
                current.pieces.append((part.text, part.quoted))
                continue
            if isinstance(part, Parameter) and part.name == "@" and part.quoted and not part.operator:
                for index, argument in enumerate(self._shell.arguments()):
                    if index and current:
                        fields.append(current)
                        current = None
                    current = current or _Field([])
                    current.pieces.append((argument, True))
                continue
            value = await self._value(part)
            if part.quoted:
                current = current or _Field([])
                current.pieces.append((value, True))
                continue
            current = self._split(value, current, fields)
        if current is not None:
            fields.append(current)
        if all(isinstance(part, Parameter) and part.name == "@" for part in word if not isinstance(part, Text)) and any(
            isinstance(part, Parameter) for part in word
        ):
            return fields if self._shell.arguments() or any(field.text for field in fields) else []
        return fields

    def _split(self, value: str, current: _Field | None, fields: list[_Field]) -> _Field | None:
        """Split a value at blanks, and go on with the last of the fields unless it is finished."""
        separators = self._shell.variable("IFS")
        if separators is None:
            separators = " \t\n"
        if not separators:
            if value:
                current = current or _Field([])
                current.pieces.append((value, False))
            return current
        parts = re.split(f"[{re.escape(separators)}]+" if not separators.strip() else _splitter(separators), value)
        for index, part in enumerate(parts):
            if index and current is not None:
                fields.append(current)
                current = None
            if part:
                current = current or _Field([])
                current.pieces.append((part, False))
        return current

    def _tilde(self, word: Word) -> Word:
        first = word[0] if word else None
        if not isinstance(first, Text) or first.quoted or not re.match(r"~(/|$)", first.text):
            return word
        if len(word) > 1 and first.text == "~":
            return word
        return (Text(self._shell.home, True), Text(first.text[1:]), *word[1:])

    def _paths(self, field: _Field) -> list[str]:
        if not has_pattern(field.pieces):
            return [field.text]
        return matching_paths(field.pieces, self._shell.names, self._shell.exists) or [field.text]

    async def _value(self, part: Parameter | Substitution | Sum) -> str:
        if isinstance(part, Substitution):
            return (await self._shell.substitute(part.script)).rstrip("\n")
        if isinstance(part, Sum):
            text = await self.text(part.word)
            return str(compute(text, lambda name: self._shell.variable(name) or ""))
        value = await self._parameter(part)
        if len(value) > MOST:
            raise ShellProblem(f"${part.name}: it is longer than {MOST} characters")
        return value

    async def _parameter(self, part: Parameter) -> str:
        shell, operator = self._shell, part.operator
        value = " ".join(shell.arguments()) if part.name in ("@", "*") else shell.variable(part.name)
        if operator == "length":
            return str(len(value or ""))
        if operator in ("#", "##", "%", "%%"):
            return _trimmed(value or "", operator, await self.pieces(part.word))
        missing = value is None or (operator.startswith(":") and not value)
        kind = operator[-1:]
        if kind == "+":
            return "" if missing else await self.text(part.word)
        if not missing:
            assert value is not None
            return value
        if kind == "-":
            return await self.text(part.word)
        if kind == "=":
            value = await self.text(part.word)
            shell.assign(part.name, value)
            return value
        if kind == "?":
            raise ShellProblem(f"{part.name}: {await self.text(part.word) or 'it is not set'}")
        return ""


def _splitter(separators: str) -> str:
    blanks = re.escape("".join(char for char in separators if char in " \t\n"))
    others = re.escape("".join(char for char in separators if char not in " \t\n"))
    around = f"[{blanks}]*" if blanks else ""
    return f"{around}[{others}]{around}" + (f"|[{blanks}]+" if blanks else "")


def _trimmed(value: str, operator: str, pieces: Sequence[Piece]) -> str:
    pattern = re.compile(expression(pieces), re.DOTALL)
    ends = range(len(value) + 1)
    if operator.startswith("#"):
        order = ends if operator == "#" else reversed(ends)
        return next((value[end:] for end in order if pattern.fullmatch(value[:end])), value)
    order = reversed(ends) if operator == "%" else ends
    return next((value[:start] for start in order if pattern.fullmatch(value[start:])), value)
