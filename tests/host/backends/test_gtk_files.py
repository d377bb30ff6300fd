"""Offers of files: what a name means, and for how long."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from oro_framework.host.backends.gtk.files import ACCEPT, MAX_OFFERS, FileOffers


class Chooser:
    """A `WebKitFileChooserRequest` as far as it is used."""

    def __init__(self, *types: str) -> None:
        self._types = list(types)
        self.selected: list[str] | None = None
        self.cancelled = False

    def get_mime_types(self) -> list[str]:
        return self._types

    def select_files(self, paths: list[str]) -> None:
        self.selected = paths

    def cancel(self) -> None:
        self.cancelled = True


class Page:
    """The offers of a view, and the scripts that were run in it."""

    def __init__(self, folder: Path) -> None:
        self.scripts: list[str] = []
        self.offers = FileOffers(folder, self.scripts.append)
        self.folder = folder

    def offer(self, text: str = "content") -> tuple[str, int]:
        path = self.folder / "real"
        path.write_text(text)
        fd = os.open(path, os.O_RDONLY)
        return self.offers.offer(fd), fd

    def asked_in_scripts(self) -> list[str]:
        return [re.search(rf'"{ACCEPT}(\w+)"', script)[1] for script in self.scripts]  # type: ignore[index]


@pytest.fixture
def page(tmp_path: Path) -> Page:
    return Page(tmp_path)


def is_open(fd: int) -> bool:
    try:
        os.fstat(fd)
    except OSError:
        return False
    return True


def test_a_chooser_of_ours_selects_what_was_offered(page: Page) -> None:
    name, _ = page.offer("the content")
    page.offers.told(name)
    assert page.asked_in_scripts() == [name]
    chooser = Chooser(ACCEPT + name)
    assert page.offers.choose(chooser)
    assert chooser.selected is not None
    assert Path(chooser.selected[0]).read_text() == "the content"


def test_a_chooser_of_the_page_is_left_to_the_person(page: Page) -> None:
    for types in ((), ("image/png",), ("image/png", "image/jpeg")):
        chooser = Chooser(*types)
        assert not page.offers.choose(chooser)
        assert chooser.selected is None
        assert not chooser.cancelled


def test_a_name_nobody_asked_for_selects_nothing(page: Page) -> None:
    name, _ = page.offer()
    for wrong in (name, "0" * 32, "../real"):
        chooser = Chooser(ACCEPT + wrong)
        assert page.offers.choose(chooser)
        assert chooser.selected is None
        assert chooser.cancelled
    page.offers.told("no such offer")
    assert page.scripts == []


def test_one_chooser_at_a_time(page: Page) -> None:
    names = [page.offer()[0] for _ in range(3)]
    for name in names:
        page.offers.told(name)
    assert page.asked_in_scripts() == names[:1]
    page.offers.told(f"!{names[1]}")  # not the one that is open
    assert page.asked_in_scripts() == names[:1]
    page.offers.told(f"!{names[0]}")
    page.offers.told(f"!{names[1]}")
    page.offers.told(f"!{names[2]}")
    assert page.asked_in_scripts() == names


def test_the_oldest_offer_is_taken_back(page: Page) -> None:
    first, fd = page.offer()
    for _ in range(MAX_OFFERS):
        page.offer()
    assert len(page.offers) == MAX_OFFERS
    assert not is_open(fd)
    assert not (page.folder / first).is_symlink()
    page.offers.close()


def test_nothing_is_left_after_close(page: Page) -> None:
    offered = [page.offer() for _ in range(3)]
    page.offers.told(offered[0][0])
    page.offers.close()
    assert not any(is_open(fd) for _, fd in offered)
    assert [path.name for path in page.folder.iterdir()] == ["real"]
    assert len(page.offers) == 0
    page.offers.told(offered[1][0])
    assert len(page.scripts) == 1


def test_a_folder_that_is_gone_leaves_the_descriptor_to_the_caller(tmp_path: Path) -> None:
    offers = FileOffers(tmp_path / "gone", lambda _script: None)
    fd = os.open(tmp_path, os.O_RDONLY)
    with pytest.raises(OSError, match="No such file"):
        offers.offer(fd)
    assert is_open(fd)
    os.close(fd)
