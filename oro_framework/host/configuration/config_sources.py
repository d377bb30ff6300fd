"""Sources of configuration and their precedence. Sans-IO.

Precedence, weakest first
1. values the command derives from the app's folder or file name
2. `socket.ini` and `.sscrc`, which apps of Socket have (`ini.py`), then `oro.toml`
3. its tables for this platform: `[linux.window] width` is `window_width` on Linux and nothing
   elsewhere (`linux`, `mac` or `macos` or `darwin`, `win` or `windows`)
4. `.ororc` beside it, and then its platform tables
5. the environment: the setting's own names, then `ORO_<KEY>`; an empty variable is no variable
6. the command line, `--set key=value`
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from msgspec import Struct, field

from oro_framework.errors import UsageError
from oro_framework.host.configuration import toml
from oro_framework.host.configuration.toml import Document, Entry
from oro_framework.types import Setting

__all__ = ("PLATFORM", "SourceEntries", "Sources", "platform_prefix", "split_assignment")

PLATFORM = {"darwin": "mac", "win32": "win"}.get(sys.platform, "linux")

INI = ("socket.ini", ".sscrc")
"""Names of files that are no TOML: those of Socket."""
_PREFIXES = {
    "linux": ("linux_",),
    "mac": ("mac_", "macos_", "darwin_"),
    "win": ("win_", "windows_"),
    "ios": ("ios_",),
    "android": ("android_",),
}
_ANY_PREFIX = re.compile("|".join(prefix for prefixes in _PREFIXES.values() for prefix in prefixes))


class Sources(Struct, frozen=True, kw_only=True):
    """The sources of a configuration, already read."""

    files: Sequence[tuple[str, str]] = ()
    """(name for messages, text), weakest first: `oro.toml`, then `.ororc`."""
    environ: Mapping[str, str] = field(default_factory=dict)
    command: Mapping[str, str] = field(default_factory=dict)
    """Keys given on the command line; dots may stand for underscores."""
    derived: Mapping[str, Any] = field(default_factory=dict)
    """The weakest values, such as a bundle identifier made from a file's name."""
    platform: str = PLATFORM


class SourceEntries:
    """The entries of all sources by flat key, before any conversion.

    Raises:
        ConfigError: a file is not TOML.
    """

    def __init__(self, sources: Sources) -> None:
        self.environ = sources.environ
        self.command = {_flat(key): Entry(value, "command line", text=True) for key, value in sources.command.items()}
        self.written: dict[str, Entry] = {}
        """Entries of files and of the command line, by the key as it was written."""
        self.notes: list[str] = []
        self._files: list[Mapping[str, Entry]] = [{key: Entry(v, "derived") for key, v in sources.derived.items()}]
        for name, text in sources.files:
            document = _parsed(name, text)
            self._files += [document.entries, _for_platform(document.entries, sources.platform)]
            self.written |= document.entries
            self.notes += document.notes
        self.written |= self.command

    def entry(self, key: str, setting: Setting[Any] | None = None) -> Entry | None:
        """Return the strongest entry for a key; the environment counts only for a declared one."""
        entries = self.entries(key, setting)
        return entries[-1] if entries else None

    def entries(self, key: str, setting: Setting[Any] | None = None) -> list[Entry]:
        """Return every entry for a key on this platform, weakest first."""
        found = [layer[key] for layer in self._files if key in layer]
        if setting is not None and (entry := self._variable(key, setting)) is not None:
            found.append(entry)
        if (entry := self.command.get(key)) is not None:
            found.append(entry)
        return found

    def elsewhere(self, key: str) -> list[Entry]:
        """Return the entries for a key in tables of any platform, this one included."""
        names = (prefix + key for prefixes in _PREFIXES.values() for prefix in prefixes)
        return [self.written[name] for name in names if name in self.written]

    def keys(self) -> set[str]:
        """Return every key a file or the command line sets."""
        return {key for layer in (*self._files, self.command) for key in layer}

    def members(self, prefix: str) -> Iterator[str]:
        """Yield the keys of a family that any source sets, the environment included."""
        found = [key for key in self.keys() if key.startswith(prefix) and key != prefix]
        yield from found
        variables, known = _name(prefix), {_name(key) for key in found}
        for name, value in self.environ.items():
            if name.startswith(variables) and name != variables and value and name not in known:
                yield prefix + name[len(variables) :].lower()

    def _variable(self, key: str, setting: Setting[Any]) -> Entry | None:
        for name in (*(() if setting.pattern else setting.env), _name(key)):
            if value := self.environ.get(name):
                return Entry(value, f"environment {name}", text=True)
        return None


def platform_prefix(key: str) -> str:
    """Return the prefix of a key for a platform, such as `linux_`, or an empty text."""
    match = _ANY_PREFIX.match(key)
    return match[0] if match else ""


def split_assignment(text: str) -> tuple[str, str]:
    """Split the `key=value` of the command line.

    Raises:
        UsageError: it has no `=`, or no key.
    """
    key, equals, value = text.partition("=")
    if not equals or not key.strip():
        raise UsageError(f'Cannot read "{text}": expected key=value')
    return key.strip(), value


def _for_platform(entries: Mapping[str, Entry], platform: str) -> dict[str, Entry]:
    """Return the entries for this platform alone, without its prefix."""
    found: dict[str, Entry] = {}
    for prefix in _PREFIXES.get(platform, ()):
        found |= {key[len(prefix) :]: entry for key, entry in entries.items() if key.startswith(prefix)}
    return found


def _name(key: str) -> str:
    return "ORO_" + re.sub(r"[^A-Z0-9]", "_", key.upper())


def _flat(key: str) -> str:
    """Turn `window.width` into `window_width`; dots inside a path stay."""
    head = re.match(r"[\w.-]*", key)
    end = head.end() if head else 0
    return key[:end].replace(".", "_") + key[end:]


def _parsed(name: str, text: str) -> Document:
    if not name.endswith(INI):
        return toml.parse(text, name)
    from oro_framework.host.configuration import ini  # only apps of Socket have such files

    return ini.parse(text, name)
