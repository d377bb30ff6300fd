"""`Edge`, one dependency: the package that asks, how it asks, and the package in the tree that it gets."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING, Literal

from oro_container.core.packages.errors import BadMetadata, BadSpec
from oro_container.core.packages.overrides import Overrides, conflict
from oro_container.core.packages.ranges import satisfies
from oro_container.core.packages.repository import Repository, read_repository
from oro_container.core.packages.spec import Spec, parse_spec

if TYPE_CHECKING:
    from oro_container.core.packages.node import Node

__all__ = ("Edge", "EdgeKind", "address_of", "fold", "folder_of", "is_valid_for")

EdgeKind = Literal["prod", "dev", "optional", "peer", "peerOptional", "workspace"]
_UNKNOWN = "unknown"


def fold(name: str) -> str:
    """The key of a package's name, one for all that a file system may take for one."""
    return name if name.islower() else name.lower()


class Edge:
    """One dependency of a package."""

    __slots__ = (
        "_error",
        "accept",
        "conflicted",
        "from_",
        "key",
        "kind",
        "name",
        "optional",
        "overrides",
        "peer",
        "raw_spec",
        "to",
    )

    def __init__(self, from_: Node, name: str, spec: str, kind: EdgeKind, accept: str | None = None) -> None:
        self.from_: Node | None = from_
        self.name = name
        self.key = fold(name)
        self.raw_spec = spec
        self.kind: EdgeKind = kind
        self.accept = accept
        self.optional = kind in ("optional", "peerOptional")
        self.peer = kind in ("peer", "peerOptional")
        self.to: Node | None = None
        self.overrides: Overrides | None = None
        self.conflicted = False
        """Whether it is a peer that another was put above."""
        self._error: str | None = _UNKNOWN
        if (before := from_.edges_out.get(self.key)) is not None:
            before.detach()
        if from_.overrides is not None:
            self.overrides = from_.overrides.rule_of(self)
        from_.edges_out[self.key] = self
        self.reload(hard=True)

    @property
    def source(self) -> Node:
        """The package that asks."""
        assert self.from_ is not None
        return self.from_

    @property
    def kind_words(self) -> str:
        """The words for its kind."""
        return {"peer": "peer", "peerOptional": "optional peer", "prod": "dependency"}.get(self.kind, self.kind)

    @property
    def spec(self) -> str:
        """How it asks, after overrides."""
        rule = self.overrides
        if rule is None or not rule.value or rule.value == "*" or rule.name != self.name:
            return self.raw_spec
        if not rule.value.startswith("$") or self.from_ is None:
            return rule.value
        return self._referred(rule.value[1:])

    def _referred(self, name: str) -> str:
        node = self.source.origin or self.source
        for manifest in (node.root.manifest, self.source.manifest):
            for words in (
                manifest.dev_dependencies,
                manifest.optional_dependencies,
                manifest.dependencies,
                manifest.peer_dependencies,
            ):
                if name in words:
                    return words[name]
        raise BadMetadata(
            f'Cannot use the override of "{self.name}": "${name}" is no dependency of the project', package=self.name
        )

    @property
    def valid(self) -> bool:
        """Whether it gets a package that it accepts, or needs none."""
        return self.error is None

    @property
    def error(self) -> str | None:
        """How it is not met, None if it is."""
        if self._error is _UNKNOWN:
            self._error = self._find_error()
        return self._error

    def _find_error(self) -> str | None:
        to, from_ = self.to, self.from_
        if from_ is None:
            return "detached"
        if to is None:
            return None if self.optional else "missing"
        if self.peer and from_ is to.parent and not from_.is_top:
            return "peer below"
        if not self.accepts(to):
            return "invalid"
        if (
            self.overrides is not None
            and to.overrides is not None
            and to.edges_out
            and conflict(self.overrides, to.overrides)
        ):
            return "invalid"
        return None

    def accepts(self, node: Node) -> bool:
        """Whether `node` is what it asks for."""
        if node.key != self.key or self.from_ is None:
            return False
        if self.overrides is None:
            return self._is_met_by(node, self.raw_spec)
        if node.has_shrinkwrap or node.in_shrinkwrap or node.in_bundle:
            return self._is_met_by(node, self.raw_spec)
        if self._is_met_by(node, self.spec):
            return True
        if not self.overrides.key_spec or not self._is_met_by(node, self.raw_spec):
            return False
        return not self._is_met_by(node, self.overrides.key_spec)

    def _is_met_by(self, node: Node, spec: str) -> bool:
        return is_valid_for(node, spec, self.source) or (
            self.accept is not None and is_valid_for(node, self.accept or "*", self.source)
        )

    def reload(self, hard: bool = False) -> None:
        """Find again which package it gets."""
        from_ = self.from_
        if from_ is None:
            return
        before: Overrides | None = None
        changed: Overrides | None = None
        if from_.overrides is not None:
            rule = from_.overrides.rule_of(self)
            if not rule.equals(self.overrides):
                before, changed, self.overrides = self.overrides, rule, rule
        else:
            self.overrides = None
        to = from_.resolve(self.key)
        if to is not self.to:
            if self.to is not None:
                self.to.remove_edge_in(self)
            self.to = to
            self._error = _UNKNOWN
            if to is not None:
                to.add_edge_in(self)
        elif hard:
            self._error = _UNKNOWN
        elif changed is not None and self.to is not None:
            self.to.forget_overrides(before)
            self.to.take_overrides(changed)

    def detach(self) -> None:
        """Take it out of the tree."""
        if self.to is not None:
            self.to.remove_edge_in(self)
        if self.from_ is not None:
            self.from_.edges_out.pop(self.key, None)
        self.to = self.from_ = None
        self._error = "detached"


def is_valid_for(node: Node, text: str, asker: Node) -> bool:
    """Whether `node` is what `text` asks for, where `asker` asks."""
    try:
        return _fits(node, parse_spec(node.name, text), asker)
    except BadSpec:
        return False


def _fits(node: Node, spec: Spec, asker: Node) -> bool:
    match spec.kind:
        case "range":
            return spec.text == "*" or satisfies(node.version, spec.text)
        case "version":
            return satisfies(node.version, spec.text)
        case "alias":
            return _fits(node, spec.wanted, asker)
        case "link":
            return node.is_link and node.target.location == folder_of(asker, spec.text)
        case "file":
            return not node.is_link and node.resolved == f"file:{folder_of(asker, spec.text)}"
        case "tag":
            # a lock without addresses has sums: what it locked by a tag stays locked
            return node.resolved.startswith(("http:", "https:")) or bool(not node.resolved and node.integrity)
        case "tarball":
            return node.resolved == spec.text
        case "git":
            return _is_of(node, read_repository(spec.text, spec.name))
        case _:
            return False


def _is_of(node: Node, asked: Repository) -> bool:
    """Whether a node is of a repository, and of what is asked for as far as that can be seen."""
    if not node.resolved.startswith(("git+", "git:", "ssh:")):
        return False
    has = read_repository(node.resolved, node.name)
    if has.locked != asked.locked or (asked.commit and has.commit != asked.commit):
        return False
    return not asked.range or satisfies(node.version, asked.range)


def address_of(spec: Spec, asker: Node) -> str:
    """The address of what `asker` asks for elsewhere than in the registry: it has a colon, as no name has.

    Raises:
        BadSpec: it names no repository.
    """
    match spec.kind:
        case "file":
            return f"file:{folder_of(asker, spec.text)}"
        case "git":
            return read_repository(spec.text, spec.name).key
        case _:
            return spec.text


def folder_of(asker: Node, path: str) -> str:
    """Where `path` that `asker` names is, from the project's folder; `""` is that folder."""
    if path.startswith("/"):
        return path
    found = posixpath.normpath(posixpath.join((asker.origin or asker).target.location, path))
    return "" if found == "." else found
