"""What `oro build` makes of an app, where there is neither Python nor a checkout."""

from __future__ import annotations

import re
import shutil
from collections.abc import Sequence
from pathlib import Path

import pytest
from install import ROOT

from .apps import ORO, Made, Workshop
from .conftest import SHOTS, Persons
from .machine import Machine
from .person import LEAST, has_python, picture_of

pytestmark = pytest.mark.slow

TITLES = {"hello": "Hello", "showcase": "Files · Oro showcase", "pots": "Pots", "react": "React"}
"""Titles of windows: a page's own, once it has one."""
GTK, QT = ("--engine", "gtk"), ("--engine", "qt")
PACKAGE = ("--format", "deb")
ARCHIVE = ("--format", "tar.xz")
COLOURS = {"showcase": 1000}
"""Colours of a whole page; one that is half painted may stand still for long on a busy machine."""
ASIDE = re.compile(r"/(var/(cache|log|lib/(apt|dpkg))|root|run|home|tmp)(/|$)")
"""Paths that installing any package changes, and the folders of people."""


def installed(machine: Machine, package: Path) -> set[str]:
    """Install a package's dependencies, and then the package; return the files that were there between."""
    place = f"/srv/{package.name}"
    machine.take(package, place)
    needed = machine.run("dpkg-deb", "--field", place, "Depends").strip()
    online = machine.online()
    online.run("apt-get", "update")
    online.run("apt-get", "satisfy", "--yes", "--no-install-recommends", needed)
    before = machine.files()
    machine.run("apt-get", "install", "--yes", "--no-install-recommends", place)
    return before


def command_of_menu(machine: Machine, before: set[str]) -> Sequence[str]:
    """Return what a desktop runs when the one entry of its menu that was not there before is chosen."""
    [entry] = [path for path in machine.files() - before if re.fullmatch(r"/usr/share/applications/.*\.desktop", path)]
    lines = machine.run("cat", entry).splitlines()
    [command] = [line.removeprefix("Exec=") for line in lines if line.startswith("Exec=")]
    return [word for word in command.split() if not word.startswith("%")]


def unpacked(machine: Machine, made: Made) -> str:
    """Unpack the archive of an app on a machine and return its program."""
    shutil.unpack_archive(made.download(".tar.xz"), machine.path("/srv"), filter="data")
    [program] = [path for path in machine.path("/srv").rglob(made.program) if path.is_file()]
    return f"/{program.relative_to(machine.path('/'))}"


@pytest.mark.parametrize(
    ("app", "options"),
    [
        ("hello", GTK),
        ("hello", ("--flavour", "system")),
        ("showcase", GTK),
        ("react", GTK),
    ],
    ids=lambda value: value if isinstance(value, str) else value[-1],
)
def test_a_package_is_installed_started_from_the_menu_and_purged(
    app: str, options: Sequence[str], workshop: Workshop, persons: Persons
) -> None:
    formats = (*PACKAGE, *ARCHIVE) if (app, options) == ("hello", GTK) else PACKAGE
    made = workshop.build(app, *options, *formats)
    machine = persons(f"{app}-{options[-1]}-deb", *([] if app == "hello" else made.needed))
    before = installed(machine, made.download(".deb"))
    assert has_python(machine) == ("system" in options)
    shot = SHOTS / f"{app}-{options[-1]}-deb.png"
    picture_of(machine, TITLES[app], shot, *command_of_menu(machine, before), colours=COLOURS.get(app, LEAST))
    machine.run("apt-get", "purge", "--yes", made.program)
    left = sorted(path for path in machine.files() - before if not ASIDE.match(path))
    assert not left


def test_unpacked_where_an_engine_is_it_starts(workshop: Workshop, persons: Persons) -> None:
    made = workshop.build("hello", *GTK, *PACKAGE, *ARCHIVE)
    machine = persons("hello-gtk-archive", *made.needed)
    assert not has_python(machine)
    picture_of(machine, TITLES["hello"], SHOTS / "hello-gtk-archive.png", unpacked(machine, made))


@pytest.mark.parametrize(
    ("app", "options"),
    [("hello", QT), ("pots", GTK), ("hello", (*GTK, "--one-file"))],
    ids=["qt", "sqlite", "one-file"],
)
def test_moved_it_starts(app: str, options: Sequence[str], workshop: Workshop, persons: Persons) -> None:
    made = workshop.build(app, *options)
    name = "-".join([app, *(each.strip("-") for each in options), "moved"])
    machine = persons(name, *made.needed)
    machine.take(made.folder, "/srv/elsewhere")
    assert not has_python(machine)
    picture_of(machine, TITLES[app], SHOTS / f"{name}.png", f"/srv/elsewhere/{made.program}")


def test_unpacked_without_an_engine_it_says_which_packages_bring_one(workshop: Workshop, persons: Persons) -> None:
    made = workshop.build("hello", *GTK, *PACKAGE, *ARCHIVE)
    machine = persons("hello-gtk-unpacked")
    program = unpacked(machine, made)
    assert "libexpat1" in made.needed  # every desktop has it; Debian's Python does not start without it
    machine.install("libexpat1")
    assert not has_python(machine)
    done = machine.ended(program, variables={"DISPLAY": ":0"})
    assert (done.returncode, done.stdout) == (
        1,
        "error: Cannot open Hello: this system lacks WebKitGTK, which shows its pages.\n"
        "Install it with: sudo apt install gir1.2-webkit2-4.1\n",
    )


def test_without_the_library_of_python_its_package_is_named(workshop: Workshop) -> None:
    machine = workshop.author.above(workshop.folder / "no-library")
    machine.run("dpkg", "--remove", "--force-depends", "libpython3.11")
    machine.take(ROOT / "examples" / "hello", "/srv/hello")
    done = machine.ended(ORO, "build", "/srv/hello", "--engine", "gtk", "--output", "/srv/out")
    assert done.returncode == 1
    assert (
        "the library of Python is missing, which goes into the app; run: sudo apt install libpython3.11\n"
        in done.stdout
    )
