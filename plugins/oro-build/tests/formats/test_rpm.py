"""Packages of RPM: their files, their needs, and that two makes are the same."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from msgspec.structs import replace
from oro_build.built import Built, Flavour
from oro_build.errors import BuildError
from oro_build.formats.rpm import Rpm

pytestmark = [
    pytest.mark.skipif(shutil.which("rpmbuild") is None, reason="rpmbuild is not installed"),
    pytest.mark.slow,
]


def query(path: Path, *options: str) -> set[str]:
    command = ["rpm", "--query", "--package", *options, str(path)]
    return set(subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines())


def test_a_package_has_its_files_and_needs(built: Built, tmp_path: Path) -> None:
    [path] = Rpm().make(built, tmp_path)
    assert path.name == "tea-time-1.2.0~rc.1-1.x86_64.rpm"
    listed = query(path, "--list")
    assert {
        "/usr/bin/tea-time",
        "/usr/lib/tea-time",
        "/usr/lib/tea-time/_internal/engine",
        "/usr/share/applications/org.example.Tea.desktop",
        "/etc/xdg/autostart/org.example.Tea.desktop",
    } <= listed
    assert "/usr/share/applications" not in listed, "folders of others stay theirs"
    needs = query(path, "--requires")
    assert "libc.so.6()(64bit)" in needs
    assert any(need.startswith("libc.so.6(GLIBC_2.") for need in needs)
    assert query(path, "--configfiles") == {"/etc/xdg/autostart/org.example.Tea.desktop"}


def test_two_makes_are_the_same_bytes(built: Built, tmp_path: Path) -> None:
    folders = [tmp_path / "one", tmp_path / "two"]
    for folder in folders:
        folder.mkdir()
    [one], [two] = (Rpm().make(built, folder) for folder in folders)
    assert one.read_bytes() == two.read_bytes()


def test_debians_python_is_not_fedoras(built: Built, tmp_path: Path) -> None:
    with pytest.raises(BuildError, match="Debian's own Python"):
        Rpm().make(replace(built, flavour=Flavour.SYSTEM), tmp_path)
