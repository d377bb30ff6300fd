"""Applications for macOS: their files, on any system."""

from __future__ import annotations

import plistlib
import shutil
from pathlib import Path

import pytest
from msgspec.structs import replace
from oro_build.built import Built
from oro_build.errors import BuildError
from oro_build.formats.app import App
from oro_build.formats.dmg import Dmg


@pytest.fixture
def mac(built: Built) -> Built:
    return replace(built, platform="macosx_arm64", engine="cocoa")


def test_the_bundle_is_laid_out_as_its_loader_looks(mac: Built, tmp_path: Path) -> None:
    [path] = App().make(mac, tmp_path)
    assert path.name == "Tea & Time.app"
    contents = path / "Contents"
    assert (contents / "MacOS" / "tea-time").stat().st_mode & 0o111
    assert (contents / "Frameworks" / "engine").is_file()
    assert (contents / "Resources" / "icon.icns").read_bytes()[:4] == b"icns"
    told = plistlib.loads((contents / "Info.plist").read_bytes())
    assert told["CFBundleIdentifier"] == "org.example.Tea"
    assert told["CFBundleShortVersionString"] == "1.2.0"
    assert told["CFBundleURLTypes"][0]["CFBundleURLSchemes"] == ["tea"]
    assert told["CFBundleDocumentTypes"][0]["CFBundleTypeExtensions"] == ["tea"]


def test_the_author_s_command_signs_it(mac: Built, tmp_path: Path) -> None:
    App("touch {file}/Contents/signed").make(mac, tmp_path)
    assert (tmp_path / "Tea & Time.app/Contents/signed").exists()
    with pytest.raises(BuildError, match=r'Cannot sign "Tea & Time.app": "false" ended with status 1'):
        App("false {file}").make(mac, tmp_path)


@pytest.mark.skipif(shutil.which("hdiutil") is not None, reason="this is a Mac")
def test_a_disk_image_needs_a_mac(mac: Built) -> None:
    assert [tool.name for tool in Dmg().missing(mac)] == ["hdiutil"]
