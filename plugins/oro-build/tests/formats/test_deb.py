"""Packages for Debian: what they hold, what they need, and that they come and go without a trace."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from msgspec.structs import replace
from oro_build.built import Built, Flavour
from oro_build.formats.deb import Deb
from oro_build.formats.tar_xz import TarXz

pytestmark = [
    pytest.mark.skipif(shutil.which("dpkg-deb") is None, reason="dpkg is not installed"),
    pytest.mark.slow,
]


def run(*command: str | Path) -> str:
    return subprocess.run(list(map(str, command)), capture_output=True, text=True, check=True).stdout


@pytest.fixture
def deb(built: Built, tmp_path: Path) -> Path:
    [path] = Deb().make(built, tmp_path)
    return path


def test_a_package_has_what_a_desktop_needs(deb: Path) -> None:
    assert deb.name == "tea-time_1.2.0~rc.1_amd64.deb"
    listed = {line.split(None, 5)[5] for line in run("dpkg-deb", "--contents", deb).splitlines()}
    assert {
        "./usr/bin/tea-time -> ../lib/tea-time/tea-time",
        "./usr/lib/tea-time/_internal/engine",
        "./usr/lib/tea-time/_internal/page -> page.html",
        "./usr/share/applications/org.example.Tea.desktop",
        "./usr/share/icons/hicolor/16x16/apps/org.example.Tea.png",
        "./usr/share/icons/hicolor/scalable/apps/org.example.Tea.svg",
        "./usr/share/mime/packages/org.example.Tea.xml",
        "./usr/share/metainfo/org.example.Tea.metainfo.xml",
        "./etc/xdg/autostart/org.example.Tea.desktop",
        "./usr/share/doc/tea-time/copyright",
        "./usr/share/doc/tea-time/LICENSES/anyio-4.16.0/COPYING",
    } <= listed
    fields = run("dpkg-deb", "--field", deb)
    assert "Maintainer: Anna Example <anna@example.org>" in fields
    assert "Depends: libc6 (>= 2." in fields


def test_two_makes_are_the_same_bytes(built: Built, tmp_path: Path) -> None:
    for made in (Deb(), TarXz()):
        folders = [tmp_path / f"{made.name}-{count}" for count in range(2)]
        for folder in folders:
            folder.mkdir()
            made.make(built, folder)
        [one], [two] = ([*folder.iterdir()] for folder in folders)
        assert one.read_bytes() == two.read_bytes(), made.name


def test_a_package_leaves_nothing_behind(deb: Path, tmp_path: Path) -> None:
    root = tmp_path / "root"
    for name in ("updates", "info", "triggers"):
        (root / "var/lib/dpkg" / name).mkdir(parents=True)
    (root / "var/lib/dpkg/status").touch()
    before = files(root)
    dpkg = ["dpkg", f"--root={root}", "--force-not-root", "--force-depends", "--force-script-chrootless"]
    run(*dpkg, "--log=/dev/null", "--install", deb)
    assert (root / "usr/lib/tea-time/_internal/engine").exists()
    assert run(root / "usr/lib/tea-time/tea-time") == ""
    run(*dpkg, "--log=/dev/null", "--purge", "tea-time")
    assert files(root) == before


def files(root: Path) -> set[str]:
    bookkeeping = ("var/lib/dpkg", "var/log")
    found = {path.relative_to(root).as_posix() for path in root.rglob("*")}
    return {path for path in found if not path.startswith(bookkeeping)}


def test_the_system_flavour_compiles_when_installed(built: Built, tmp_path: Path) -> None:
    needs = ["python3 (>= 3.11)", "python3 (<< 3.12)"]
    system = replace(built, flavour=Flavour.SYSTEM, platform="any", requirements=needs)
    [path] = Deb().make(system, tmp_path)
    assert path.name.endswith("_all.deb")
    assert "Depends: python3 (>= 3.11), python3 (<< 3.12)\n" in run("dpkg-deb", "--field", path)
    assert "py3compile -p tea-time" in run("dpkg-deb", "--info", path, "postinst")
    assert "py3clean -p tea-time" in run("dpkg-deb", "--info", path, "prerm")


@pytest.mark.skipif(shutil.which("lintian") is None, reason="lintian is not installed")
def test_lintian_finds_nothing(deb: Path) -> None:
    done = subprocess.run(["lintian", "--allow-root", "--tag-display-limit=0", deb], capture_output=True, text=True)
    print(done.stdout, file=sys.stderr)
    assert done.stdout.strip() == ""
