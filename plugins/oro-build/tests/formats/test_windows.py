"""Folders and installers for Windows: made on any system, and compiled where makensis is."""

from __future__ import annotations

import shutil
import zipfile
from pathlib import Path

import pytest
from msgspec.structs import replace
from oro_build.built import Built
from oro_build.formats.nsis import Nsis, script
from oro_build.formats.zip import Zip


@pytest.fixture
def windows(built: Built) -> Built:
    (built.folder / "tea-time").rename(built.folder / "tea-time.exe")
    (built.folder / "_internal" / "page").unlink()
    return replace(built, platform="win_amd64", engine="edge")


def test_a_folder_has_the_program_and_the_licences(windows: Built, tmp_path: Path) -> None:
    [path] = Zip().make(windows, tmp_path)
    names = set(zipfile.ZipFile(path).namelist())
    stem = "tea-time-1.2.0-rc.1-win_amd64"
    assert {f"{stem}/tea-time.exe", f"{stem}/tea-time.ico", f"{stem}/licences/THIRD-PARTY.html"} <= names
    again = tmp_path / "again"
    again.mkdir()
    assert Zip().make(windows, again)[0].read_bytes() == path.read_bytes()


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("makensis") is None, reason="makensis is not installed")
def test_the_installer_compiles(windows: Built, tmp_path: Path) -> None:
    [path] = Nsis().make(windows, tmp_path)
    assert path.name == "tea-time-1.2.0-rc.1-setup.exe"
    assert path.read_bytes()[:2] == b"MZ"


def test_the_installer_removes_what_it_wrote(windows: Built, tmp_path: Path) -> None:
    lines = list(script(windows, tmp_path, tmp_path / "setup.exe"))
    split = lines.index("Section Uninstall")
    written = {line.split('"')[1] for line in lines[:split] if "WriteRegStr" in line}
    removed = {line.split('"')[1] for line in lines[split:] if "DeleteReg" in line}
    left = {key for key in written if not any(key == gone or key.startswith(f"{gone}\\") for gone in removed)}
    assert left == set()


def test_titles_are_text_to_the_installer(windows: Built, tmp_path: Path) -> None:
    odd = replace(windows, product=replace(windows.product, title='Tea "$5" now'))
    lines = "\n".join(script(odd, tmp_path, tmp_path / "setup.exe"))
    assert 'Name "Tea $\\"$$5$\\" now"' in lines
