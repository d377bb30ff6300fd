"""Manifests for flatpak-builder."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import tarfile
from pathlib import Path

import pytest
from msgspec.structs import replace
from oro_build.built import Built, Flavour
from oro_build.errors import BuildError
from oro_build.formats.flatpak import Flatpak


def test_the_manifest_names_its_source_by_its_hash(built: Built, tmp_path: Path) -> None:
    archive, described, readme = Flatpak().make(built, tmp_path)
    text = json.loads(described.read_text())
    assert described.name == "org.example.Tea.json"
    assert (text["id"], text["command"]) == ("org.example.Tea", "tea-time")
    [source] = text["modules"][0]["sources"]
    assert source["sha256"] == hashlib.sha256(archive.read_bytes()).hexdigest()
    assert described.name in readme.read_text()
    with tarfile.open(archive) as opened:
        names = set(opened.getnames())
    assert {"app/bin/tea-time", "app/lib/tea-time/tea-time", "app/share/applications/org.example.Tea.desktop"} <= names


@pytest.mark.skipif(shutil.which("flatpak-builder") is None, reason="flatpak-builder is not installed")
def test_flatpak_builder_reads_it(built: Built, tmp_path: Path) -> None:
    _, described, _ = Flatpak().make(built, tmp_path)
    command = ["flatpak-builder", "--show-manifest", str(described)]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True)
    assert json.loads(done.stdout)["id"] == "org.example.Tea"


def test_an_app_for_webkitgtk_takes_gnomes_runtime(built: Built, tmp_path: Path) -> None:
    _, described, _ = Flatpak().make(replace(built, engine="gtk"), tmp_path)
    assert json.loads(described.read_text())["runtime"] == "org.gnome.Platform"


def test_debians_python_is_not_flatpaks(built: Built, tmp_path: Path) -> None:
    with pytest.raises(BuildError, match="Debian's own Python"):
        Flatpak().make(replace(built, flavour=Flavour.SYSTEM), tmp_path)
