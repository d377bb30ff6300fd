"""`Command`, a command line of npm, where the installer serves it itself.

Served are `install`, `ci` and `uninstall` by each of their names, for packages of registries. Anything else, and any
flag that is not listed here, is for npm itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from oro_container.core.packages.spec import parse_elsewhere

__all__ = ("COMMANDS", "Command", "Kind", "Mode", "Save", "read_command")

Kind = Literal["install", "ci", "add", "remove"]
Mode = Literal["default", "prefer-offline", "prefer-online", "offline"]
Save = Literal["default", "prod", "dev", "optional", "peer", "none"]

COMMANDS: Mapping[str, Kind] = {
    **dict.fromkeys(("install", "i", "in", "ins", "inst", "insta", "instal", "isnt", "isnta", "isntal"), "install"),
    **dict.fromkeys(("isntall", "add"), "install"),
    **dict.fromkeys(("ci", "clean-install", "ic", "install-clean", "isntall-clean"), "ci"),
    **dict.fromkeys(("uninstall", "unlink", "remove", "rm", "r", "un"), "remove"),
}
"""The commands that are served, by each of their names; `install` with packages becomes `add`."""

_SHORT = {
    "-D": "--save-dev",
    "-P": "--save-prod",
    "-O": "--save-optional",
    "-E": "--save-exact",
    "-B": "--save-bundle",
    "-S": "--save",
    "-f": "--force",
    "-s": "--silent",
    "-q": "--quiet",
    "-d": "--verbose",
    "-y": "--yes",
    "-g": "--global",
    "-C": "--prefix",
    "-w": "--workspace",
    "-h": "--help",
    "--reg": "--registry",
    "--prod": "--production",
}
_FLAGS: Mapping[str, tuple[Mapping[str, Any] | None, Mapping[str, Any] | None]] = {
    "save": ({}, {"save": "none"}),
    "save-dev": ({"save": "dev"}, {}),
    "save-prod": ({"save": "prod"}, {}),
    "save-optional": ({"save": "optional"}, {}),
    "save-peer": ({"save": "peer"}, {}),
    "save-exact": ({"exact": True}, {"exact": False}),
    "offline": ({"mode": "offline"}, {"mode": "default"}),
    "prefer-offline": ({"mode": "prefer-offline"}, {"mode": "default"}),
    "prefer-online": ({"mode": "prefer-online"}, {"mode": "default"}),
    "ignore-scripts": ({"ignore_scripts": True}, {"ignore_scripts": False}),
    "legacy-peer-deps": ({"legacy_peer_deps": True}, {"legacy_peer_deps": False}),
    "strict-peer-deps": ({"strict_peer_deps": True}, {"strict_peer_deps": False}),
    "prefer-dedupe": ({"prefer_dedupe": True}, {"prefer_dedupe": False}),
    "force": ({"force": True}, {"force": False}),
    "package-lock": ({"lock": True}, {"lock": False}),
    "package-lock-only": ({"lock_only": True}, {"lock_only": False}),
    "bin-links": ({"bin_links": True}, {"bin_links": False}),
    "silent": ({"quiet": True}, None),
    "quiet": ({"quiet": True}, None),
    "verbose": ({}, None),
    "audit": (None, {}),
    "fund": ({}, {}),
    "progress": ({}, {}),
    "color": ({}, {}),
    "yes": ({}, {}),
    "update-notifier": ({}, {}),
    "global": (None, {}),
}
"""Flags without a value: what each sets, and what `--no-` before it sets; None is left to npm."""
_VALUES = frozenset(("omit", "include", "only", "registry", "tag", "loglevel", "production"))
_KINDS = frozenset(("dev", "optional", "peer", "prod"))
_REGISTRY_SPEC = re.compile(r"(?:@[\w.~-]+/)?[\w.~-]+(?:@(?:npm:(?:@[\w.~-]+/)?[\w.~-]+(?:@[^/:]*)?|[^/:]*))?")
_TRUTH = {"true": True, "false": False}


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """A command line of npm."""

    kind: Kind = "install"
    """`ci` installs exactly what the lockfile has; `add` and `remove` change package.json."""
    packages: tuple[str, ...] = ()
    """Packages to add, as `name`, `name@range`, `name@tag` or `name@npm:other@range`, or names to remove."""
    save: Save = "default"
    """Where package.json lists what is added; by default where it was, else among `dependencies`."""
    exact: bool = False
    """Whether package.json gets the exact version."""
    omit: frozenset[str] = frozenset()
    """Of `dev`, `optional` and `peer`, those dependencies that are not installed."""
    include: frozenset[str] = frozenset()
    """Those that are, whatever omits them."""
    mode: Mode = "default"
    """When registries are asked."""
    ignore_scripts: bool = False
    legacy_peer_deps: bool | None = None
    """Whether peers are not installed; None is as `.npmrc` says."""
    strict_peer_deps: bool = False
    prefer_dedupe: bool = False
    force: bool = False
    lock: bool = True
    """Whether package-lock.json is read and written."""
    lock_only: bool = False
    """Whether nothing else is."""
    bin_links: bool = True
    registry: str = ""
    """The registry instead of the project's own."""
    tag: str = "latest"
    quiet: bool = False


def read_command(argv: Sequence[str]) -> Command | None:
    """Read a command line of npm, without the program; return None if npm itself is to have it."""
    words: list[str] = []
    command = Command()
    for flag, value in _split(argv):
        if not flag:
            words.append(value)
        elif (changed := _with_flag(command, flag, value)) is not None:
            command = changed
        else:
            return None
    kind = COMMANDS.get(words[0]) if words else None
    packages = tuple(words[1:])
    if kind is None or (kind == "ci" and packages) or (kind == "remove" and not packages):
        return None
    if not all(_is_ours(package, kind) for package in packages):
        return None
    if kind == "install" and packages:
        kind = "add"
    return replace(command, kind=kind, packages=packages, omit=command.omit - command.include)


def _is_ours(package: str, kind: Kind) -> bool:
    if _REGISTRY_SPEC.fullmatch(package) and not package.startswith((".", "~")):
        return True
    return kind == "install" and parse_elsewhere(package) is not None


def _split(argv: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield flags with their values, and words with an empty flag."""
    rest = list(argv)
    while rest:
        word = rest.pop(0)
        if word == "--":
            yield from (("", each) for each in rest)
            return
        if not word.startswith("-") or word == "-":
            yield "", word
            continue
        if len(word) > 2 and word[1] != "-" and word[1:].isalpha() and word not in _SHORT:
            rest[:0] = [f"-{letter}" for letter in word[1:]]
            continue
        flag, equals, value = _SHORT.get(word, word).partition("=")
        flag = _SHORT.get(flag, flag)
        if not equals and rest and (flag[2:] in _VALUES - {"production"} or rest[0] in _TRUTH):
            value = rest.pop(0)
        yield flag, value


def _with_flag(command: Command, flag: str, value: str) -> Command | None:
    name = flag[2:]
    if name in _VALUES:
        return _with_value(command, name, value)
    wanted = not name.startswith("no-")
    settings = _FLAGS.get(name.removeprefix("no-"))
    if settings is None or value not in ("", *_TRUTH):
        return None
    changes = settings[0] if wanted is _TRUTH.get(value, True) else settings[1]
    return None if changes is None else replace(command, **changes)


def _with_value(command: Command, name: str, value: str) -> Command | None:
    match name:
        case "omit" | "include" if value in _KINDS:
            kinds = frozenset((value,))
            if name == "omit":
                return replace(command, omit=command.omit | kinds)
            return replace(command, include=command.include | kinds)
        case "only" if value in ("prod", "production"):
            return replace(command, omit=command.omit | {"dev"})
        case "production" if value in ("", *_TRUTH):
            return replace(command, omit=command.omit | {"dev"} if _TRUTH.get(value, True) else command.omit)
        case "registry" if value.startswith(("http://", "https://")):
            return replace(command, registry=value)
        case "tag" if value:
            return replace(command, tag=value)
        case "loglevel":
            return replace(command, quiet=value in ("silent", "error", "warn"))
    return None
