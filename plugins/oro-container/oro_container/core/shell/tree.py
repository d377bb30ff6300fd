"""The nodes of a script that was parsed."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = (
    "AndOr",
    "Case",
    "Command",
    "For",
    "Group",
    "If",
    "Item",
    "Loop",
    "Parameter",
    "Part",
    "Pipeline",
    "Redirect",
    "Script",
    "Simple",
    "Substitution",
    "Sum",
    "Text",
    "Word",
)


@dataclass(frozen=True, slots=True)
class Text:
    """Characters that stand for themselves; those that are quoted match no pattern and split no word."""

    text: str
    quoted: bool = False


@dataclass(frozen=True, slots=True)
class Parameter:
    """`$name`, `${name}` or `${name:-word}`."""

    name: str
    operator: str = ""
    word: Word = ()
    quoted: bool = False


@dataclass(frozen=True, slots=True)
class Substitution:
    """`$(script)`."""

    script: Script
    quoted: bool = False


@dataclass(frozen=True, slots=True)
class Sum:
    """`$((expression))`."""

    word: Word
    quoted: bool = False


Part = Text | Parameter | Substitution | Sum
Word = tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Redirect:
    """A descriptor that is to lead elsewhere: `2> word`."""

    fd: int
    operator: str
    """`<`, `>`, `>>`, `>&`, `<&` or `<<`."""
    word: Word
    """The target; of `<<`, the text."""


@dataclass(frozen=True, slots=True)
class Simple:
    """Assignments, a command with its arguments, and redirections."""

    assignments: tuple[tuple[str, Word], ...]
    words: tuple[Word, ...]
    redirects: tuple[Redirect, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """`{ script; }`, or `( script )` in a process of its own."""

    script: Script
    apart: bool
    redirects: tuple[Redirect, ...] = ()


@dataclass(frozen=True, slots=True)
class If:
    """`if … then … elif … else … fi`."""

    branches: tuple[tuple[Script, Script], ...]
    otherwise: Script | None
    redirects: tuple[Redirect, ...] = ()


@dataclass(frozen=True, slots=True)
class Loop:
    """`while` and `until`."""

    condition: Script
    body: Script
    until: bool
    redirects: tuple[Redirect, ...] = ()


@dataclass(frozen=True, slots=True)
class For:
    """`for name in words`."""

    name: str
    words: tuple[Word, ...] | None
    """None stands for the script's arguments."""
    body: Script
    redirects: tuple[Redirect, ...] = ()


@dataclass(frozen=True, slots=True)
class Case:
    """`case word in pattern) … esac`."""

    word: Word
    branches: tuple[tuple[tuple[Word, ...], Script], ...]
    redirects: tuple[Redirect, ...] = ()


Command = Simple | Group | If | Loop | For | Case


@dataclass(frozen=True, slots=True)
class Pipeline:
    """Commands whose output is the next one's input."""

    commands: tuple[Command, ...]
    negated: bool = False


@dataclass(frozen=True, slots=True)
class AndOr:
    """Pipelines joined by `&&` and `||`."""

    first: Pipeline
    rest: tuple[tuple[str, Pipeline], ...] = ()


@dataclass(frozen=True, slots=True)
class Item:
    """One entry of a script."""

    entry: AndOr
    background: bool = False


@dataclass(frozen=True, slots=True)
class Script:
    """Entries that are run one after the other."""

    items: tuple[Item, ...] = ()
