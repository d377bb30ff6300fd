"""The apps that are built, in the author's root and without a network."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import wheels
from install import ROOT
from msgspec import Struct
from roots import ENVIRONMENT

from oro_framework.cli.front_ends import PACKAGE

from .machine import Machine

__all__ = ("ORO", "VARIABLES", "Made", "Workshop", "build")

ORO = "/opt/env/bin/oro"
VARIABLES = {"PATH": f"/opt/env/bin:{ENVIRONMENT['PATH']}", "DPKG_DEB_COMPRESSOR_LEVEL": "0"}
"""Variables of an author: Node is found, and packages are compressed as quickly as can be."""
EXAMPLES = {"hello", "showcase"}
SQLITE_PAGE = """<!doctype html><title>Pots</title><h1>Pots</h1><ol></ol>
<script type="module">
  import { DatabaseSync } from 'node:sqlite'
  const pots = new DatabaseSync(':memory:')
  pots.exec("create table pots (name text); insert into pots values ('blue'), ('brown')")
  for (const { name } of pots.prepare('select name from pots order by name').all()) {
    document.querySelector('ol').append(Object.assign(document.createElement('li'), { textContent: name }))
  }
</script>
"""
PACKAGE_FOR_VITE = "/srv/oro-vite.tgz"
"""The npm package `@oro/vite` as it is published."""
_SOURCES = ("examples", "npm/vite", "tests/proofs/apps.py")


class Made(Struct, frozen=True):
    """A built app: where the root of its author lies on this machine, and what `oro build --json` said."""

    place: Path
    told: Mapping[str, Any]

    @property
    def folder(self) -> Path:
        """The folder of the app."""
        return self._outside(self.told["folder"])

    @property
    def program(self) -> str:
        """The name of the program in the folder."""
        return Path(self.told["program"]).name

    @property
    def needed(self) -> Sequence[str]:
        """The names of the packages of Debian that it needs."""
        return [each.split()[0] for each in self.told["requirements"]]

    def download(self, ending: str) -> Path:
        """Return the one download with such an ending."""
        [path] = [path for path in self.told["made"] if path.endswith(ending)]
        return self._outside(path)

    def _outside(self, path: str) -> Path:
        return self.place / path.lstrip("/")


class Workshop:
    """Builds apps on the machine of an author, and again when what they are made of has changed."""

    def __init__(self, author: Machine, folder: Path) -> None:
        self.author = author
        self.folder = folder

    def build(self, app: str, *options: str) -> Made:
        """Build an app: an example, one of a template, or `pots`, whose page asks a database; return the result."""
        folder = self.folder / "-".join([app, *(each.strip("-") for each in options)])
        wanted = self.author.path("/opt/made").read_text() + wheels.fingerprint(_SOURCES)
        kept = folder / "made.json"
        known = json.loads(kept.read_text()) if kept.exists() else {}
        if known.get("sources") == wanted:
            return Made(folder / "upper", known["told"])
        machine = self.author.above(folder)
        self.put(app, machine)
        made = build(machine, f"/srv/{app}", *options)
        kept.write_text(json.dumps({"sources": wanted, "told": made.told}))
        return made

    def put(self, app: str, machine: Machine) -> None:
        """Put the folder of an app onto a machine, below `/srv`."""
        if app == "pots":
            page = machine.take(ROOT / "examples" / "hello" / "index.html", f"/srv/{app}/index.html")
            page.write_text(SQLITE_PAGE)
            page.with_name("oro.toml").write_text('[meta]\nbundle_identifier = "org.example.pots"\ntitle = "Pots"\n')
        elif app in EXAMPLES:
            machine.take(ROOT / "examples" / app, f"/srv/{app}")
        else:
            machine.run(ORO, "new", f"/srv/{app}", "--template", app)
            if machine.path(f"/srv/{app}/package.json").exists():
                self._fetch(app, machine)

    def _fetch(self, app: str, machine: Machine) -> None:
        """Install what the pages of an app are made with; `@oro/vite` comes from a file instead of npm's registry."""
        command = ["npm", "pack", "--silent", "--pack-destination", str(machine.path("/srv")), str(PACKAGE)]
        packed = subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()
        machine.path(f"/srv/{packed}").rename(machine.path(PACKAGE_FOR_VITE))
        online = Machine(replace(machine.online().root, folder=f"/srv/{app}"))
        online.run("/opt/env/bin/npm", "install", "--silent", "--save-dev", PACKAGE_FOR_VITE, variables=VARIABLES)


def build(machine: Machine, app: str, *options: str, variables: Mapping[str, str] = VARIABLES) -> Made:
    """Build an app on a machine."""
    said = machine.run(ORO, "build", app, "--output", "/srv/out", "--json", *options, variables=variables)
    told, _ = json.JSONDecoder().raw_decode(said[said.index("{") :])
    return Made(machine.path("/"), told)
