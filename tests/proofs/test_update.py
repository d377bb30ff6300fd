"""A built app goes from version 1 to 2 over HTTP where there is no Python, and refuses what its author did not sign."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from .apps import Workshop
from .conftest import SHOTS, Persons
from .machine import Machine
from .person import has_python, picture_of
from .teashop import TOLD, Teashop, served

pytestmark = pytest.mark.slow


def spoil_metadata(public: Path) -> None:
    """Change a value that is signed."""
    path = max((public / "metadata").glob("*.targets.json"), key=lambda path: int(path.name.partition(".")[0]))
    path.write_text(
        path.read_text().replace('"expires":"20', '"expires":"21', 1).replace('"expires": "20', '"expires": "21', 1)
    )


def spoil_archives(public: Path) -> None:
    """Change a byte of each archive and each difference."""
    for path in (public / "targets").rglob("*.tar.xz"):
        content = bytearray(path.read_bytes())
        content[len(content) // 2] ^= 1
        path.write_bytes(content)


class Person:
    """A person who has the app."""

    def __init__(self, machine: Machine) -> None:
        self.machine = machine
        self.starts = 0

    def start(self) -> Mapping[str, str]:
        """Start the app, take a picture, end it; return what it told of its version and of updates."""
        self.starts += 1
        told = self.machine.path(TOLD)

        def has_told() -> bool:
            return told.exists() and told.read_text().count("\n") == self.starts

        picture_of(self.machine, "Tea", SHOTS / f"tea-{self.starts}.png", "/srv/tea/tea", ready=has_told)
        answer: Mapping[str, str] = json.loads(told.read_text().splitlines()[-1])
        return answer


def test_it_updates_and_refuses_what_was_tampered_with(workshop: Workshop, persons: Persons) -> None:
    public = workshop.folder / "tea-public"

    def publish(spoil: Callable[[Path], None] = lambda public: None) -> None:
        shutil.rmtree(public, ignore_errors=True)
        shutil.copytree(shop.updates, public)
        spoil(public)

    with served(public) as url:
        shop = Teashop(workshop.author.above(workshop.folder / "tea"), url)
        made = shop.publish("1.0")
        publish()
        machine = persons("tea", *made.needed).online()
        assert not has_python(machine)
        shutil.unpack_archive(shop.archive("1.0"), machine.path("/srv"), filter="data")
        person = Person(machine)
        assert person.start() == {"version": "1.0", "ready": "", "error": ""}
        shop.publish("2.0")
        publish(spoil_metadata)
        refused = person.start()
        assert (refused["version"], refused["ready"]) == ("1.0", "")
        assert "not what the author signed" in refused["error"]
        publish(spoil_archives)
        refused = person.start()
        assert (refused["version"], refused["ready"]) == ("1.0", "")
        assert "is not the file that was signed" in refused["error"]
        publish()
        assert person.start() == {"version": "1.0", "ready": "2.0", "error": ""}
        assert person.start() == {"version": "2.0", "ready": "", "error": ""}
