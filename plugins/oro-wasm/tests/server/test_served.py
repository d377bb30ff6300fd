"""Served paths stay inside their folder."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from oro_wasm.server.errors import NotServed
from oro_wasm.server.served import ServedFolder, names_of

REFUSED = [
    "..",
    "../secret",
    "a/../../secret",
    "/etc/passwd",
    "a//b",
    "a/./b",
    ".git/config",
    "a/.env",
    "a\\..\\..\\secret",
    "C:secret",
    "index.html:stream",
    "a\0b",
    "a\nb",
    "a.",
    "a ",
    "con",
    "CON.txt",
    "nul",
    "a/Com1.js",
    "lpt9",
    "",
    "a/",
]


@pytest.mark.parametrize("path", REFUSED)
def test_a_name_no_system_takes_as_a_file_below_is_refused(path: str) -> None:
    with pytest.raises(NotServed):
        names_of(path)


@given(st.text() | st.lists(st.sampled_from(["..", ".", "a", "", "/", "\\", "con", "b.js", "\0"])).map("/".join))
def test_names_that_are_taken_lead_down_alone(path: str) -> None:
    try:
        names = names_of(path)
    except NotServed:
        return
    assert names == path.split("/")
    assert os.path.normpath(path) == path
    assert not any(name in ("", ".", "..") or "\\" in name or "\0" in name for name in names)


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A folder with links of each kind, and a secret beside it."""
    folder = tmp_path / "site"
    (folder / "pkg").mkdir(parents=True)
    (folder / "pkg" / "app.js").write_text("inside")
    (folder / ".env").write_text("secret")
    (tmp_path / "site-secret").write_text("secret")
    for name, target in {
        "inside": "pkg/app.js",
        "out": "../site-secret",
        "absolute": str(tmp_path / "site-secret"),
        "folder-out": "..",
        "hidden": ".env",
        "self": ".",
        "loop": "loop",
        "gone": "nothing",
    }.items():
        (folder / name).symlink_to(target)
    return folder


@pytest.mark.parametrize("path", ["pkg/app.js", "inside", "self/pkg/app.js"])
def test_files_inside_are_opened_also_by_links(site: Path, path: str) -> None:
    with ServedFolder(site).open(path) as file:
        assert file.read() == b"inside"


@pytest.mark.parametrize(
    "path",
    ["out", "absolute", "folder-out/site-secret", "hidden", "loop", "gone", "pkg", "self", "nothing", "pkg/app.js/x"],
)
def test_what_is_outside_or_no_file_is_refused(site: Path, path: str) -> None:
    with pytest.raises(NotServed):
        ServedFolder(site).open(path)


def test_a_pipe_is_refused_without_waiting_for_its_writer(site: Path) -> None:
    os.mkfifo(site / "pipe")
    with pytest.raises(NotServed, match="regular file"):
        ServedFolder(site).open("pipe")


def test_a_folder_that_became_a_link_is_not_entered(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The real path is known, and then the folder is replaced: the walk refuses the link."""
    served = ServedFolder(site)
    real = served._real

    def replaced(path: str, names: list[str]) -> object:
        found = real(path, names)
        (site / "pkg").rename(site / "before")
        (site / "pkg").symlink_to("..")
        (site.parent / "app.js").write_text("secret")
        return found

    monkeypatch.setattr(served, "_real", replaced)
    with pytest.raises(NotServed, match="cannot be opened"):
        served.open("pkg/app.js")
