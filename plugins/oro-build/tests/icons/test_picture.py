"""Icons of every size from one picture, and what is said of pictures that will not do."""

from __future__ import annotations

import struct
from io import BytesIO
from pathlib import Path

import pytest
from oro_build.errors import BuildError
from oro_build.icons.containers import icns, ico
from oro_build.icons.hicolor import SIZES, hicolor_icons
from oro_build.icons.picture import DEFAULT, Picture
from PIL import Image


def drawn(path: Path, width: int, height: int) -> Path:
    Image.new("RGBA", (width, height), (200, 30, 30, 255)).save(path)
    return path


@pytest.mark.parametrize("size", [16, 22, 48, 512])
def test_a_vector_is_drawn_in_each_size(size: int) -> None:
    with Image.open(BytesIO(Picture().png(size))) as image:
        assert image.size == (size, size)
        assert image.getpixel((0, 0))[3] < 255, "corners are transparent"  # type: ignore[index]
        assert image.getpixel((size // 2, size // 8))[3] == 255  # type: ignore[index]


def test_a_png_is_scaled(tmp_path: Path) -> None:
    picture = Picture(drawn(tmp_path / "icon.png", 300, 300))
    with Image.open(BytesIO(picture.png(32))) as image:
        assert image.size == (32, 32)
        assert image.getpixel((16, 16)) == (200, 30, 30, 255)


@pytest.mark.parametrize(
    ("width", "height", "said"),
    [(300, 200, "it is 300 wide and 200 high"), (64, 64, "it has 64 × 64 pixels and needs at least 256 × 256")],
)
def test_an_unfit_picture_is_named_with_its_size(tmp_path: Path, width: int, height: int, said: str) -> None:
    with pytest.raises(BuildError, match=said):
        Picture(drawn(tmp_path / "icon.png", width, height))


def test_a_long_vector_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "icon.svg"
    path.write_text('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 200 100"><rect width="9" height="9"/></svg>')
    with pytest.raises(BuildError, match="icons are square"):
        Picture(path)


@pytest.mark.parametrize("name", ["icon.png", "icon.svg"])
def test_what_is_no_picture_is_said_so(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("no picture")
    with pytest.raises(BuildError, match="Cannot use icon"):
        Picture(tmp_path / name)
    with pytest.raises(BuildError, match="there is no such file"):
        Picture(tmp_path / f"missing-{name}")


def test_the_theme_has_every_size_and_the_vector() -> None:
    found = dict(hicolor_icons(Picture(), "org.example.Tea"))
    assert set(found) == {
        *(f"{size}x{size}/apps/org.example.Tea.png" for size in SIZES),
        "scalable/apps/org.example.Tea.svg",
    }
    assert found["scalable/apps/org.example.Tea.svg"] == DEFAULT.read_bytes()


def test_windows_gets_its_sizes() -> None:
    with Image.open(BytesIO(ico(Picture()))) as image:
        assert image.format == "ICO"
        assert {(16, 16), (48, 48), (256, 256)} <= image.info["sizes"]


def test_macos_gets_its_sizes() -> None:
    content = icns(Picture())
    assert struct.unpack(">I", content[4:8])[0] == len(content)
    with Image.open(BytesIO(content)) as image:
        assert image.format == "ICNS"
        assert {(512, 512, 2), (128, 128, 1), (16, 16, 2)} <= set(image.info["sizes"])
