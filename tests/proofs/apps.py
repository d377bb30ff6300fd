"""The apps that are built, in the author's root and without a network."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from install import ROOT
from msgspec import Struct
from roots import ENVIRONMENT

from oro_framework.cli.front_ends import PACKAGE

from .machine import Machine

__all__ = ("ORO", "WITH_NODE", "Made", "Workshop", "build")

ORO = "/opt/env/bin/oro"
WITH_NODE = {"PATH": f"/opt/env/bin:{ENVIRONMENT['PATH']}"}
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


class Made(Struct, frozen=True):
    """A built app: its folder and its downloads, outside of any root, and what `oro build --json` said."""

    folder: Path
    downloads: Sequence[Path]
    told: Mapping[str, Any]

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
        [path] = [path for path in self.downloads if path.name.endswith(ending)]
        return path


class Workshop:
    """Builds apps on the machine of an author, each once."""

    def __init__(self, author: Machine, folder: Path) -> None:
        self.author = author
        self.folder = folder
        self._made: dict[tuple[str, ...], Made] = {}

    def build(self, app: str, *options: str) -> Made:
        """Build an app: an example, one of a template, or `pots`, whose page asks a database; return the result."""
        key = (app, *options)
        if key not in self._made:
            machine = self.author.above(self.folder / "-".join([app, *(each.strip("-") for each in options)]))
            self.put(app, machine)
            self._made[key] = build(machine, f"/srv/{app}", *options)
        return self._made[key]

    def put(self, app: str, machine: Machine) -> None:
        """Put the folder of an app onto a machine, below `/srv`."""
        if app == "pots":
            page = machine.take(ROOT / "examples" / "hello" / "index.html", f"/srv/{app}/index.html")
            page.write_text(SQLITE_PAGE)
            page.with_name("oro.toml").write_text('[meta]\nbundle_identifier = "org.example.pots"\ntitle = "Pots"\n')
        elif (ROOT / "examples" / app).is_dir():
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
        online.run("/opt/env/bin/npm", "install", "--silent", "--save-dev", PACKAGE_FOR_VITE, variables=WITH_NODE)


def build(machine: Machine, app: str, *options: str, variables: Mapping[str, str] = WITH_NODE) -> Made:
    """Build an app on a machine."""
    said = machine.run(ORO, "build", app, "--output", "/srv/out", "--json", *options, variables=variables)
    told, _ = json.JSONDecoder().raw_decode(said[said.index("{") :])
    return Made(machine.path(told["folder"]), [machine.path(path) for path in told["made"]], told)
