"""The permissions an app used while it ran, as a `[permissions]` table that grants just these. Sans-IO."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

import tomlkit
from tomlkit import TOMLDocument
from tomlkit.items import Table

from oro_framework.host.permissions.grants import Record

__all__ = ("NeededPermissions",)


@dataclass
class NeededPermissions:
    """The permissions that the app's own pages were granted and denied.

    Args:
        origin: the app's own origin; calls of others are not recorded.
    """

    origin: str
    granted: set[str] = field(default_factory=set)
    """Permissions."""
    scopes: dict[str, set[str]] = field(default_factory=dict)
    """Targets that scopes allowed, by setting."""
    denied: dict[str, str] = field(default_factory=dict)
    """Reasons of denials, by permission or by `setting: target`."""

    @classmethod
    def of(cls, origin: str, text: str) -> NeededPermissions:
        """Read the result of `text()` for an origin; an empty text holds no permissions."""
        kept = json.loads(text) if text else {}
        scopes = {setting: set(targets) for setting, targets in kept.get("scopes", {}).items()}
        return cls(origin, set(kept.get("granted", ())), scopes, dict(kept.get("denied", {})))

    def text(self) -> str:
        """Return everything but the origin as text that `of` reads."""
        scopes = {setting: sorted(targets) for setting, targets in self.scopes.items()}
        return json.dumps({"granted": sorted(self.granted), "scopes": scopes, "denied": self.denied})

    def record(self, record: Record) -> None:
        """Record a decision about what the app asked for, rather than the framework. Any thread."""
        if record.origin != self.origin or not record.permission or record.own:
            return
        if record.verdict == "deny":
            self.denied[f"{record.scope}: {record.target}" if record.scope else record.permission] = record.reason
        elif record.verdict == "allow" and record.scope:
            self.scopes.setdefault(record.scope, set()).add(record.target)
        elif record.verdict == "allow":
            self.granted.add(record.permission)

    def document(self) -> TOMLDocument:
        """Return an `oro.toml` with only these grants."""
        document = tomlkit.document()
        self.add_to(document, {})
        return document

    def add_to(self, document: TOMLDocument, given: Mapping[str, object]) -> list[str]:
        """Add the missing grants to an `oro.toml` and return the keys that were added.

        Args:
            given: the configured settings by flat key; they stay, except for scopes without a limit.
        """
        table = document.setdefault("permissions", tomlkit.table())
        added = _put(table, ("default",), "deny", given)
        for name in sorted(self.granted):
            added += _put(table, ("allow", name), True, given)
        for setting, targets in sorted(self.scopes.items()):
            path = setting.removeprefix("permissions_").rpartition("_")
            added += _put(table, (path[0], path[2]), sorted(targets), given)
        return added


def _put(table: Table, path: tuple[str, ...], value: object, given: Mapping[str, object]) -> list[str]:
    key = "_".join(("permissions", *path))
    if key in given:
        return []
    *above, last = path
    for name in above:
        table = table.setdefault(name, tomlkit.table())
    table[last] = value
    return [key]
