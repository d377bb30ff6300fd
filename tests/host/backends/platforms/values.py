"""What a finder of foreign uses deals with: values, members, uses, and what a library knows of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from msgspec import Struct

__all__ = ("Class", "Library", "Member", "Module", "Object", "Owner", "Use", "Value")


class Module(Struct, frozen=True):
    """A foreign module, such as `AppKit`."""

    name: str


class Class(Struct, frozen=True):
    """A foreign class, such as `AppKit.NSEvent`."""

    name: str


class Object(Struct, frozen=True):
    """An instance of a foreign class, of one that is not known when the name is empty."""

    type: str


class Member(Struct, frozen=True):
    """A member that is mentioned and may be called later."""

    owner: Owner
    name: str


Owner = Module | Class | Object
Value = Owner | Member


class Use(Struct, frozen=True):
    """One use of a foreign member."""

    owner: Owner
    member: str
    kind: str
    """`get`, `set`, `call`, `event`, `iterate`, `define` (a method WebKit calls), or `pass` (to a hinted parameter)."""
    line: int
    arguments: int = 0
    """How many are passed, or taken by what is defined."""
    given: str = ""
    """The class of what is set or passed, where it is known."""
    callbacks: tuple[tuple[int, int], ...] = ()
    """Functions that are passed: the place of each, and how many arguments it takes."""

    takes: tuple[str, ...] = ()
    """Classes of the parameters of what is defined; empty for what is none of a platform's."""

    @property
    def label(self) -> str:
        """The use as a person would write it."""
        owner = self.owner.type if isinstance(self.owner, Object) else self.owner.name
        name = owner if isinstance(self.owner, Module) else owner.partition("[")[0].rpartition(".")[2]
        return f"{name or '?'}{self.member}" if self.member == "()" else f"{name or '?'}.{self.member}"


class Library(Protocol):
    """What is known of foreign modules."""

    def is_foreign(self, module: str) -> bool:
        """Return whether a module is one of these."""
        ...

    def imported(self, module: str, name: str) -> Value:
        """Return what `from module import name` gives."""
        ...

    def member(self, owner: Owner, name: str) -> Value:
        """Return what a member is."""
        ...

    def result(self, member: Member) -> Value:
        """Return what a call of a member gives."""
        ...

    def value(self, member: Member) -> Object:
        """Return what a member that is not called is, as far as its class does not say."""
        ...

    def event_arguments(self, event: Member) -> Sequence[Value]:
        """Return what a handler of an event is given; empty for what is no event."""
        ...

    def element(self, owner: Owner) -> Value:
        """Return what iterating gives."""
        ...
