"""What `oro build` makes of an app, where there is neither Python nor a checkout."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from install import ROOT

from .apps import ORO, Made, Workshop
from .conftest import KEPT
from .machine import Machine
from .person import has_python, picture_of

pytestmark = pytest.mark.slow

TITLES = {"hello": "Hello", "showcase": "Oro showcase", "pots": "Pots"}
SHOTS = KEPT / "pictures"
ASIDE = re.compile(r"/(var/(cache|log|lib/(apt|dpkg))|root|run|home)(/|$)")
"""Paths that installing any package changes, and the folders of people."""
Person = Callable[[str], Machine]


def package_of(made: Made) -> Path:
    [package] = [path for path in made.downloads if path.suffix == ".deb"]
    return package


def installed(root: Machine, package: Path) -> set[str]:
    """Install a package's dependencies, and then the package; return the files that were there between."""
    place = f"/srv/{package.name}"
    root.take(package, place)
    root.online().run("apt-get", "update")
    needed = root.run("dpkg-deb", "--field", place, "Depends").strip()
    root.online().run("apt-get", "satisfy", "--yes", "--no-install-recommends", needed)
    before = root.files()
    root.run("apt-get", "install", "--yes", "--no-install-recommends", place)
    return before


def command_of_menu(root: Machine) -> Sequence[str]:
    """Return what a desktop runs when the one entry of its menu that is of an app is chosen."""
    lines = root.run("sh", "-c", "cat /usr/share/applications/org.*.desktop").splitlines()
    [command] = [line.removeprefix("Exec=") for line in lines if line.startswith("Exec=")]
    return [word for word in command.split() if not word.startswith("%")]


@pytest.mark.parametrize(("app", "engine"), [("hello", "gtk"), ("showcase", "gtk"), ("pots", "gtk"), ("hello", "qt")])
def test_a_package_is_installed_started_from_the_menu_and_purged(
    app: str, engine: str, workshop: Workshop, person: Person
) -> None:
    made = workshop.build(app, "--engine", engine, "--format", "deb", "--format", "tar.xz")
    root = person(f"{app}-{engine}-deb")
    before = installed(root, package_of(made))
    assert not has_python(root)
    picture_of(root, TITLES[app], SHOTS / f"{app}-{engine}-deb.png", *command_of_menu(root))
    root.run("apt-get", "purge", "--yes", made.program)
    left = sorted(path for path in root.files() - before if not ASIDE.match(path))
    assert not left


def test_unpacked_without_an_engine_it_says_which_packages_bring_one(workshop: Workshop, person: Person) -> None:
    made = workshop.build("hello", "--engine", "gtk", "--format", "deb", "--format", "tar.xz")
    root = person("hello-gtk-unpacked")
    [archive] = [path for path in made.downloads if path.name.endswith(".tar.xz")]
    shutil.unpack_archive(archive, root.changed / "srv", filter="data")
    [program] = [path for path in (root.changed / "srv").rglob(made.program) if path.is_file()]
    root.online().run("apt-get", "update")
    root.install("libfontconfig1")  # every desktop has it, and libexpat1 by it, which Debian's Python needs
    assert not has_python(root)
    done = root.ended(f"/{program.relative_to(root.changed)}", variables={"DISPLAY": ":0"})
    assert (done.returncode, done.stdout) == (
        1,
        "error: Cannot open Hello: this system lacks WebKitGTK, which shows its pages.\n"
        "Install it with: sudo apt install gir1.2-webkit2-4.1\n",
    )


def test_without_the_library_of_python_its_package_is_named(workshop: Workshop) -> None:
    root = workshop.author.above(workshop.folder / "no-library")
    root.run("dpkg", "--remove", "--force-depends", "libpython3.11")
    root.take(ROOT / "examples" / "hello", "/srv/hello")
    done = root.ended(ORO, "build", "/srv/hello", "--engine", "gtk", "--output", "/srv/out")
    assert done.returncode == 1
    assert (
        "the library of Python is missing, which goes into the app; run: sudo apt install libpython3.11\n"
        in done.stdout
    )
