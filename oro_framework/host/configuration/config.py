"""The effective configuration: typed values, the source of each, and unknown keys. Sans-IO.

Settings are declared in two phases: `load` declares those of the host, which select the plugins, and
`Config.declare` adds those of plugins. A `Config` never changes; declaring returns a new one. The precedence
of sources is in `config_sources.py`.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, TypeVar, overload

from msgspec import Struct

from oro_framework.errors import ConfigError, Conflict
from oro_framework.host.configuration.config_sources import SourceEntries, Sources, platform_prefix
from oro_framework.host.configuration.settings import HOST_SETTINGS
from oro_framework.host.configuration.toml import Entry
from oro_framework.host.configuration.values import convert, described
from oro_framework.suggestions import did_you_mean, nearest
from oro_framework.types import Setting

__all__ = ("Config", "EffectiveSettings", "Row", "Sources", "load")

T = TypeVar("T")


class Row(Struct, frozen=True):
    """One line of `oro config`."""

    key: str
    value: Any
    source: str
    """`default`, `oro.toml:3`, `environment ORO_X`, `command line`, or `derived` from the app's name."""
    help: str
    owner: str
    """The owner that declared it: `host` or the name of a plugin; empty for an unknown key."""


class _Declared(Struct, frozen=True):
    setting: Setting[Any]
    owner: str


class _Value(Struct, frozen=True):
    value: Any
    raw: Any
    source: str
    declared: _Declared

    @property
    def written(self) -> Any:
        """The value before conversion, except that a number or boolean given as text is one."""
        return self.value if isinstance(self.value, (bool, int, float)) else self.raw


def load(sources: Sources) -> Config:
    """Return the configuration with the host's own settings declared.

    Raises:
        ConfigError: a file is not TOML, or a value has the wrong type; the message names the place.
    """
    return Config(SourceEntries(sources)).declare(HOST_SETTINGS, owner="host")


class Config:
    """An effective configuration; made by `load`, widened by `declare`."""

    def __init__(self, layers: SourceEntries) -> None:
        self._entries = layers
        self._exact: dict[str, _Declared] = {}
        self._families: dict[str, _Declared] = {}
        self._values: dict[str, _Value] = {}

    @property
    def settings(self) -> EffectiveSettings:
        """The values, as `oro_framework.types.Settings`."""
        return EffectiveSettings(self)

    @property
    def warnings(self) -> tuple[str, ...]:
        """Warnings about unknown keys, each with the nearest known name; read them once all settings are declared.

        A built app has none: its `oro.toml` may name what only its author has installed, such as `[build]`.
        """
        if getattr(sys, "frozen", False):
            return ()
        unknown = ((key, entry) for key, entry in self._entries.written.items() if not self._known(key))
        return (
            *self._entries.notes,
            *(f'Unknown setting "{key}" from {entry.source}{self.hint(key)}' for key, entry in unknown),
        )

    def declare(self, settings: Iterable[Setting[Any]], *, owner: str) -> Config:
        """Return a configuration with these settings declared too.

        Raises:
            ConfigError: a configured value has the wrong type.
            Conflict: another owner declared one of them.
        """
        wider = Config(self._entries)
        wider._exact, wider._families, wider._values = dict(self._exact), dict(self._families), dict(self._values)
        added = [_Declared(setting, owner) for setting in settings]
        for declared in added:
            wider._add(declared)
        for declared in added:
            wider._settle(declared)
        return wider

    def explain(self) -> list[Row]:
        """Return every declared setting, and every key that was written, sorted by key."""
        rows = [Row(k, v.value, v.source, v.declared.setting.help, v.declared.owner) for k, v in self._values.items()]
        rows += [Row(k, e.value, e.source, "", "") for k, e in self._entries.written.items() if k not in self._values]
        return sorted(rows, key=lambda row: row.key)

    def declared(self) -> Iterator[tuple[Setting[Any], str]]:
        """Yield every declared setting and its owner, `host` or the name of a plugin."""
        for each in (*self._exact.values(), *self._families.values()):
            yield each.setting, each.owner

    def given(self) -> Mapping[str, Any]:
        """Return the configured values by flat key, without defaults, as TOML would have them."""
        found = {key: entry.value for key in sorted(self._entries.keys()) if (entry := self._entries.entry(key))}
        found |= {key: value.written for key, value in self._values.items() if value.source != "default"}
        return dict(sorted(found.items()))

    def lookup(self, setting: Setting[T]) -> T:
        """Return the value of a setting, even of one that is not declared."""
        known = self._values.get(setting.key)
        if known is None or known.declared.setting != setting:
            known = self._value(setting.key, _Declared(setting, ""))
        value: T = known.value
        return value

    def find(self, key: str) -> tuple[bool, Any]:
        """Return whether a flat key is declared or written, and its value."""
        if (known := self._values.get(key)) is not None:
            return True, known.value
        entry = self._entries.entry(key)
        return entry is not None, entry.value if entry else None

    def keys(self) -> set[str]:
        """Return every declared key and every configured key."""
        return {*self._values, *self._entries.keys()}

    def hint(self, key: str) -> str:
        """Return `: did you mean "…"?` for a key that is nearly a known one, or nothing."""
        head = platform_prefix(key)
        for prefix in dict.fromkeys((head, "")):
            stem = key[len(prefix) :]
            known = [*self._exact, *(family + stem.split("_", family.count("_"))[-1] for family in self._like(stem))]
            if near := nearest(stem, known, cutoff=0.75):
                return f": {did_you_mean(prefix + near)}"
        return ""

    # -- declaring -----------------------------------------------------------------------------------

    def _add(self, declared: _Declared) -> None:
        setting = declared.setting
        table = self._families if setting.pattern else self._exact
        if (there := table.get(setting.key)) is not None:
            raise Conflict(f'Cannot declare setting "{setting.key}" of {declared.owner}: {there.owner} has it already')
        table[setting.key] = declared

    def _settle(self, declared: _Declared) -> None:
        """Set the values of a declared key, or of the members of a family that no other declaration fits better."""
        key = declared.setting.key
        keys = self._entries.members(key) if declared.setting.pattern else (key,)
        for member in keys:
            if self._claimant(member) is declared:
                self._values[member] = self._value(member, declared)

    def _claimant(self, key: str) -> _Declared | None:
        """Return the declaration of a key: its own, or the family with the longest prefix."""
        if (exact := self._exact.get(key)) is not None:
            return exact
        fitting = [prefix for prefix in self._families if key.startswith(prefix) and key != prefix]
        return self._families[max(fitting, key=len)] if fitting else None

    def _value(self, key: str, declared: _Declared) -> _Value:
        """Convert every entry of a key, so that a wrong one is found even where another overrides it."""
        setting = declared.setting
        for entry in self._entries.elsewhere(key):
            _converted(key, entry, setting)
        made = _Value(setting.default, setting.default, "default", declared)
        for entry in self._entries.entries(key, setting):
            made = _Value(_converted(key, entry, setting), entry.value, entry.source, declared)
        return made

    def _like(self, key: str) -> Iterator[str]:
        """Yield the families whose prefix the beginning of `key` nearly spells."""
        from difflib import SequenceMatcher  # slow to import, and needed only for an unknown setting

        for prefix in self._families:
            parts = key.split("_", depth := prefix.count("_"))
            if len(parts) > depth and SequenceMatcher(a=prefix, b="_".join(parts[:depth]) + "_").ratio() >= 0.8:
                yield prefix

    def _known(self, key: str) -> bool:
        bare = key[len(platform_prefix(key)) :]
        return self._claimant(key) is not None or (bare != key and self._claimant(bare) is not None)


class EffectiveSettings:
    """The settings that plugins read as `host.settings`."""

    def __init__(self, config: Config) -> None:
        self._config = config

    @overload
    def __getitem__(self, key: Setting[T]) -> T: ...
    @overload
    def __getitem__(self, key: str) -> Any: ...
    def __getitem__(self, key: Setting[T] | str) -> T | Any:
        """Return the value of a setting, or of a flat key that is declared or written.

        Raises:
            KeyError: the key is neither; the message names the nearest one.
        """
        if isinstance(key, Setting):
            return self._config.lookup(key)
        known, value = self._config.find(key)
        if not known:
            raise KeyError(f'Cannot read setting "{key}": nobody declared it{self._config.hint(key)}')
        return value

    def __contains__(self, key: object) -> bool:
        return isinstance(key, str) and self._config.find(key)[0]

    def __iter__(self) -> Iterator[str]:
        return iter(sorted(self._config.keys()))

    def family(self, prefix: str) -> Mapping[str, Any]:
        """Return every key that starts with `prefix`, the prefix removed."""
        return {key[len(prefix) :]: self[key] for key in self if key.startswith(prefix)}


def _converted(key: str, entry: Entry, setting: Setting[Any]) -> Any:
    try:
        return convert(setting.type, entry.value, text=entry.text)
    except (ValueError, TypeError) as error:
        message = f'Cannot use "{key}" from {entry.source}: expected {error}, found {described(entry.value)}'
        raise ConfigError(message, key=key, source=entry.source) from error
