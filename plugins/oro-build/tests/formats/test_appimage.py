"""AppImages. The runtime is a stand-in, so what is shown is the file system behind it, not that it starts."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from oro_build.built import Built
from oro_build.errors import BuildError
from oro_build.formats.appimage import AppImage

pytestmark = pytest.mark.slow


@pytest.fixture
def runtime(tmp_path: Path) -> Path:
    path = tmp_path / "runtime"
    path.write_bytes(b"\x7fELF\x02\x01\x01\x00AI\x02" + bytes(4096 - 11))
    return path


@pytest.mark.skipif(shutil.which("mksquashfs") is None, reason="mksquashfs is not installed")
def test_the_image_has_what_appimages_have(built: Built, runtime: Path, tmp_path: Path) -> None:
    [path] = AppImage(runtime).make(built, tmp_path)
    assert path.name == "tea-time-1.2.0-rc.1-x86_64.AppImage"
    assert path.read_bytes().startswith(runtime.read_bytes())
    root = tmp_path / "root"
    command = ["unsquashfs", "-quiet", "-no-progress", "-offset", "4096", "-dest", str(root), str(path)]
    subprocess.run(command, check=True, capture_output=True)
    assert {entry.name for entry in root.iterdir()} == {
        ".DirIcon",
        "AppRun",
        "org.example.Tea.desktop",
        "org.example.Tea.png",
        "usr",
    }
    assert "Exec=tea-time %U" in (root / "org.example.Tea.desktop").read_text()
    subprocess.run([root / "AppRun"], check=True)


@pytest.mark.skipif(shutil.which("mksquashfs") is None, reason="mksquashfs is not installed")
def test_two_makes_are_the_same_bytes(built: Built, runtime: Path, tmp_path: Path) -> None:
    folders = [tmp_path / "one", tmp_path / "two"]
    for folder in folders:
        folder.mkdir()
    [one], [two] = (AppImage(runtime).make(built, folder) for folder in folders)
    assert one.read_bytes() == two.read_bytes()


def test_without_a_runtime_it_says_where_to_get_it(built: Built, tmp_path: Path) -> None:
    missing = AppImage(tmp_path / "none").missing(built)
    assert "AppImage runtime" in [tool.name for tool in missing]
    assert '[build] appimage_runtime = "runtime-x86_64"' in missing[-1].how
    with pytest.raises(BuildError, match="type2-runtime/releases"):
        AppImage(tmp_path / "none").make(built, tmp_path)


def test_what_is_no_runtime_is_refused(built: Built, tmp_path: Path) -> None:
    with pytest.raises(BuildError, match="is no runtime"):
        AppImage(Path("/bin/true")).make(built, tmp_path)
