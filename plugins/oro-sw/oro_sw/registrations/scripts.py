"""The first script of a worker, served at the URL of the worker's own so that relative URLs in it resolve as written.

A module begins with imports on the line of its first statement, and ends with a call that hands on its exports; a
classic script is run by `importScripts` from a path of the host, since those resolve against the worker's location.
"""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import quote

from oro_framework.literals import literal
from oro_framework.worker_scripts import REALM
from oro_sw.registrations.areas import Areas
from oro_sw.registrations.states import Script, Version

__all__ = ("BEGIN", "IMPORT", "SCRIPT", "beginning", "bootstrap", "config_of", "kind_of")

BOOT = "/oro/service-worker/boot.js"
BEGIN = "/oro/service-worker/begin/"
"""The module that configures a version's worker, by the version's id."""
SCRIPT = "/oro/service-worker/script/"
"""The text of a version, by its id."""
IMPORT = "/oro/service-worker/import/"
"""The imports of a version's worker, by the version's id; the query is the script's URL."""
_MODULE_SYNTAX = re.compile(rb"^\s*(?:export\s*[{*\w]|import\s*[{*\w'\"])", re.MULTILINE)
_EXPORTS = re.compile(rb"^(?:module\.exports|exports\.\w+)\s*=", re.MULTILINE)
"""Lines by which a classic script exports; a library that may be had in three ways has them within functions."""
_BEGIN = "import {{ begin }} from {boot};begin({config});\n"
_CLASSIC = (
    "importScripts({realm});import({begin}).then(() => import({boot}))"
    ".then((boot) => boot.run(() => importScripts({script})));\n"
)
_MODULE = (
    "import {realm};import {begin};import {{ ready as $oroReady }} from {boot};import * as $oroSelf from {url};"
    "{text}\n;$oroReady($oroSelf);\n"
)


def bootstrap(version: Version, url: str) -> bytes:
    """Return the script that starts the worker of a version at the URL it was requested by."""
    parts = {
        "realm": literal(REALM),
        "boot": literal(BOOT),
        "begin": literal(BEGIN + quote(version.id)),
        "script": literal(SCRIPT + quote(version.id)),
        "url": literal(url),
    }
    if version.source.kind == "module":
        text = version.script.body.decode("utf-8", "replace").removeprefix("\ufeff")
        return _MODULE.format(text=text, **parts).encode()
    return _CLASSIC.format(**parts).encode()


def beginning(version: Version, areas: Areas) -> bytes:
    """Return the module that configures a worker."""
    return _BEGIN.format(boot=literal(BOOT), config=literal(config_of(version, areas))).encode()


def config_of(version: Version, areas: Areas) -> dict[str, Any]:
    """Return the configuration of a worker."""
    registration = version.registration
    return {
        "version": version.describe(),
        "registration": registration.describe(),
        "environment": areas.environment(registration.scope).entries,
        "session": areas.session(registration.id).entries,
        "exports": _EXPORTS.search(version.script.body) is not None,
    }


def kind_of(script: Script) -> str:
    """Tell whether a script is a `module` or `classic`, by what a line of it begins with."""
    return "module" if _MODULE_SYNTAX.search(script.body) else "classic"
