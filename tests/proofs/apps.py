"""The apps that are built, in the author's root and without a network."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from install import ROOT
from msgspec import Struct

from .machine import Machine

__all__ = ("ORO", "Made", "Workshop")

ORO = "/opt/env/bin/oro"
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


class Made(Struct, frozen=True):
    """A built app: its folder and its downloads, outside of any root, and what `oro build --json` said."""

    folder: Path
    downloads: Sequence[Path]
    told: Mapping[str, Any]

    @property
    def program(self) -> str:
        """The name of the program in the folder."""
        return Path(self.told["program"]).name


class Workshop:
    """Builds apps in the root of an author, each once."""

    def __init__(self, author: Machine, folder: Path) -> None:
        self.author = author
        self.folder = folder
        self._made: dict[tuple[str, ...], Made] = {}

    def build(self, app: str, *options: str) -> Made:
        """Build an example, or `pots`, whose page asks a database; return the result."""
        key = (app, *options)
        if key not in self._made:
            self._made[key] = self._build(app, options)
        return self._made[key]

    def _build(self, app: str, options: Sequence[str]) -> Made:
        place = self.folder / "-".join([app, *(each.strip("-") for each in options)])
        machine = self.author.above(place)
        self._put(app, machine)
        told = json.loads(_last(machine.run(ORO, "build", f"/srv/{app}", "--output", "/srv/out", "--json", *options)))
        return Made(machine.path(told["folder"]), [machine.path(path) for path in told["made"]], told)

    def _put(self, app: str, machine: Machine) -> None:
        example = ROOT / "examples" / app
        if example.is_dir():
            machine.take(example, f"/srv/{app}")
        else:
            page = machine.take(ROOT / "examples" / "hello" / "index.html", f"/srv/{app}/index.html")
            page.write_text(SQLITE_PAGE)
            page.with_name("oro.toml").write_text('[meta]\nbundle_identifier = "org.example.pots"\ntitle = "Pots"\n')


def _last(said: str) -> str:
    """Return the JSON that ends what a command said."""
    return said[said.index("{") :]
