"""The schema of a whole `oro.toml`.

A key is flat: `[webview] node_globals`, `[webview.node] globals` and `webview_node_globals` are one. The schema names
each setting where people write it, in the table of its first word, and takes the other ways as patterns, which editors
check but do not offer.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

from oro_framework.cli.schema.values import Schema, plain, value_schema
from oro_framework.host.app import Host
from oro_framework.types import Permission, Setting

__all__ = ("DIALECT", "host_schema", "schema_of", "schema_text")

DIALECT = "https://json-schema.org/draft/2020-12/schema"
PLATFORMS = ("linux", "mac", "macos", "darwin", "win", "windows", "ios", "android")
GRANTS = ("permissions_allow_", "permissions_windows_", "permissions_origins_")

Declared = Iterable[tuple[Setting[Any], str]]


def schema_of(declared: Declared, permissions: Iterable[Permission]) -> Schema:
    """Return the schema of `oro.toml` for an app.

    Args:
        declared: settings, each with the plugin that brings it; none for those of the host.
        permissions: those that pages may hold.
    """
    return _Writer(declared, permissions).document()


def host_schema(host: Host) -> Schema:
    """Return the schema of `oro.toml` for an app with these plugins."""
    infos = host.plugins.infos
    declared = [
        (setting, owner if owner in infos and not infos[owner].builtin else "")
        for setting, owner in host.config.declared()
    ]
    return schema_of(declared, [permission for _, permission in host.tables.permissions.values()])


def schema_text(schema: Schema) -> str:
    """Return a schema as it is written to files: a line for each table."""
    members = []
    for name, value in schema.items():
        inner = value.items() if isinstance(value, dict) else ()
        lines = [f"{json.dumps(key)}: {json.dumps(each, ensure_ascii=False)}" for key, each in inner]
        text = "{\n" + ",\n".join(lines) + "\n}" if lines else json.dumps(value, ensure_ascii=False)
        members.append(f"{json.dumps(name)}: {text}")
    return "{\n" + ",\n".join(members) + "\n}\n"


class _Writer:
    """Writes the table of each prefix once, under `$defs`."""

    def __init__(self, declared: Declared, permissions: Iterable[Permission]) -> None:
        ordered = sorted(declared, key=lambda each: each[0].key)
        self._leaves: dict[str, Schema] = {}
        self._families: dict[str, Schema] = {}
        for setting, owner in ordered:
            table = self._families if setting.pattern else self._leaves
            table[setting.key.removesuffix("_") if setting.pattern else setting.key] = _described(setting, owner)
        self._permissions = {each.name: each.description for each in permissions}
        self._tables: dict[str, Schema] = {}

    def document(self) -> Schema:
        sections = sorted({key.split("_")[0] for key in (*self._leaves, *self._families) if self._is_table(key)})
        properties: Schema = {each: self._member(each) for each in sections}
        properties |= {each: {"$ref": "#", "description": f"settings on {each} alone"} for each in PLATFORMS}
        made: Schema = {
            "$schema": DIALECT,
            "title": "oro.toml",
            "description": "Configuration of an app of oro-framework",
            "type": "object",
            "properties": properties,
            "patternProperties": self._others("", properties),
        }
        return {**made, "$defs": dict(sorted(self._tables.items()))}

    def _is_table(self, key: str) -> bool:
        return "_" in key or key in self._families

    def _member(self, prefix: str) -> Schema:
        """Return the schema of what stands at a prefix: a value, a table, or either."""
        found = [self._leaves[prefix]] if prefix in self._leaves else []
        if prefix in self._families or any(self._below(prefix)):
            found.append(self._table(prefix))
        return found[0] if len(found) == 1 else {"anyOf": found}

    def _table(self, prefix: str) -> Schema:
        name = prefix.replace("_", ".")
        if name not in self._tables:
            self._tables[name] = {}  # tables within refer to tables, never to this one
            self._tables[name] = self._table_of(prefix)
        return {"$ref": f"#/$defs/{name}"}

    def _table_of(self, prefix: str) -> Schema:
        below = self._below(prefix)
        own = sorted(key for key in below if f"{prefix}_{key}" in self._leaves)
        nested = {self._first_family(prefix, key) for key in below} - {""}
        properties = {key: self._member(f"{prefix}_{key}") for key in sorted({*own, *nested})}
        made: Schema = {"type": "object", "properties": properties}
        if family := self._families.get(prefix):
            made["description"] = family.get("description", "")
            made["additionalProperties"] = _family_member(family)
            if f"{prefix}_" in GRANTS:
                shown = {name: {**family, "description": text} for name, text in sorted(self._permissions.items())}
                made["properties"] = {**shown, **properties}
            return made
        if others := self._others(prefix, properties):
            made["patternProperties"] = others
        return {**made, "additionalProperties": False}

    def _below(self, prefix: str) -> list[str]:
        """Return what follows a prefix in the keys that begin with it."""
        begin = f"{prefix}_" if prefix else ""
        return [key[len(begin) :] for key in (*self._leaves, *self._families) if key.startswith(begin) and key != begin]

    def _first_family(self, prefix: str, key: str) -> str:
        """Return the part of a key up to the first family in it, which is a table of its own."""
        words = key.split("_")
        for count in range(1, len(words) + 1):
            name = "_".join(words[:count])
            if f"{prefix}_{name}" in self._families:
                return name
        return ""

    def _others(self, prefix: str, shown: Mapping[str, Any]) -> Schema:
        """Return the other ways to begin a key below a prefix, as patterns."""
        found: Schema = {}
        for key in self._below(prefix):
            words = key.split("_")
            for count in range(1, len(words) + 1):
                name = "_".join(words[:count])
                path = f"{prefix}_{name}" if prefix else name
                if name not in shown:
                    found[f"^{re.escape(name)}$"] = self._member(path)
                if path in self._families:
                    found[f"^{re.escape(name)}_."] = _family_member(self._families[path])
        return dict(sorted(found.items()))


def _family_member(family: Schema) -> Schema:
    """Return the schema of one member; its name may have words that are written as tables."""
    return {"anyOf": [family, {"type": "object"}]} if family else {}


def _described(setting: Setting[Any], owner: str) -> Schema:
    made = value_schema(setting)
    text = setting.help[:1].upper() + setting.help[1:]
    made["description"] = f"{text} (plugin {owner})" if owner else text
    default = plain(setting.default)
    if default is not None and not setting.pattern:
        made["default"] = default
    return made
