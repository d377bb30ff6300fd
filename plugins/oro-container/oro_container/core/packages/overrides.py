"""`Overrides`, rules of package.json that put another version where a dependency asks for one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from oro_container.core.packages.errors import BadMetadata, BadSpec
from oro_container.core.packages.ranges import intersects
from oro_container.core.packages.spec import parse_spec

if TYPE_CHECKING:
    from oro_container.core.packages.edge import Edge

__all__ = ("Overrides", "are_equal", "conflict", "most_specific", "read_overrides")

MAX_DEPTH = 40
"""Overrides within overrides."""


class Overrides:
    """A rule, and those within it, which hold for what the package it names brings."""

    __slots__ = ("_rules", "children", "key", "key_spec", "name", "parent", "value")

    def __init__(self, raw: Mapping[str, Any], key: str = "", parent: Overrides | None = None, depth: int = 0) -> None:
        if depth > MAX_DEPTH:
            raise BadMetadata(f'Cannot use overrides: "{key[:80]}" is within more than {MAX_DEPTH} others', package=key)
        self.parent = parent
        self.key = key
        self.name, self.key_spec = _split(key) if parent is not None else ("", "")
        own = raw.get(".")
        self.value = "" if parent is None else (own or "*") if isinstance(own, str) else self.key_spec
        self._rules: dict[str, Overrides] | None = None
        self.children: dict[str, Overrides] = {}
        for name, within in raw.items():
            if name == ".":
                continue
            if not isinstance(within, str | Mapping):
                raise BadMetadata(
                    f'Cannot use overrides: that of "{name[:80]}" is no version and no object', package=name
                )
            child = {".": within} if isinstance(within, str) else within
            self.children[name] = Overrides(child, name, self, depth + 1)

    def ancestry(self) -> Iterator[Overrides]:
        """The rule and those it is within, inside out."""
        found: Overrides | None = self
        while found is not None:
            yield found
            found = found.parent

    def rules(self) -> dict[str, Overrides]:
        """Every rule that holds here, the nearest of each key first."""
        if self._rules is None:
            self._rules = {}
            for rule in self.ancestry():
                for child in rule.children.values():
                    self._rules.setdefault(child.key, child)
                if rule.parent is not None:
                    self._rules.setdefault(rule.key, rule)
        return self._rules

    def rule_of(self, edge: Edge) -> Overrides:
        """The rule that holds for a dependency of a package here, else the rule that holds here."""
        for rule in self.rules().values():
            if rule.name == edge.name and (rule.key_spec == "*" or _covers(rule, edge)):
                return rule
        return self

    def equals(self, other: Overrides | None) -> bool:
        """Whether both say the same, here and around."""
        if self is other:
            return True
        if other is None or self.key != other.key or self.value != other.value or not self._same_children(other):
            return False
        return self.parent.equals(other.parent) if self.parent is not None else other.parent is None

    def _same_children(self, other: Overrides) -> bool:
        return self.children.keys() == other.children.keys() and all(
            child.value == other.children[key].value and child._same_children(other.children[key])
            for key, child in self.children.items()
        )


def read_overrides(raw: Mapping[str, Any]) -> Overrides | None:
    """The overrides of a package.json, None if it has none.

    Raises:
        BadMetadata: they are no rules.
    """
    return Overrides(raw) if raw else None


def _split(key: str) -> tuple[str, str]:
    name, _, spec = key[1:].partition("@")
    name = key[:1] + name
    if not name:
        raise BadMetadata("Cannot use overrides: one names no package")
    return name, spec or "*"


def _covers(rule: Overrides, edge: Edge) -> bool:
    try:
        spec = parse_spec(edge.name, edge.raw_spec).wanted
    except BadSpec:
        return True
    return intersects(spec.text, rule.key_spec) if spec.kind in ("range", "version") else spec.kind != "git"


def are_equal(one: Overrides | None, other: Overrides | None) -> bool:
    """Whether both say the same, or neither says anything."""
    return one.equals(other) if one is not None else other is None


def most_specific(first: Overrides, second: Overrides) -> Overrides | None:
    """The one that is within the other, else what they are both within, or None if they contradict each other."""
    if any(rule.equals(first) for rule in second.ancestry()):
        return second
    if any(rule.equals(second) for rule in first.ancestry()):
        return first
    if _contradict(first, second):
        return None
    mine = list(first.ancestry())
    return next((own for rule in second.ancestry() for own in mine if own.equals(rule)), None)


def conflict(first: Overrides, second: Overrides) -> bool:
    """Whether the two cannot hold for one package."""
    return most_specific(first, second) is None and _contradict(first, second)


def _contradict(first: Overrides, second: Overrides) -> bool:
    theirs = second.rules()
    for key, rule in first.rules().items():
        other = theirs.get(key)
        if other is None or rule.equals(other) or rule.value.startswith("$") or other.value.startswith("$"):
            continue
        try:
            one, two = parse_spec(rule.name, rule.value), parse_spec(other.name, other.value)
        except BadSpec:
            continue
        known = ("range", "version")
        if one.kind in known and two.kind in known and not intersects(one.text, two.text):
            return True
    return False
