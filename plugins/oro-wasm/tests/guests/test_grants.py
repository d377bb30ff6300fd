"""A guest reaches the folders it is granted, as far as it is granted them, and nothing else."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from oro_wasm.cli.grant_options import directory
from oro_wasm.errors import CannotRun
from oro_wasm.guests.start import Directory, Grants

from .conftest import Exec, Guest
from .programs import FILES

Act = Callable[..., tuple[int, str]]

BAD_DESCRIPTOR, NOT_PERMITTED = 8, 63


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the current folder, with files, and links that lead out of it to a secret."""
    (tmp_path / "secret.txt").write_text("secret")
    folder = tmp_path / "here"
    (folder / "deep").mkdir(parents=True)
    (folder / "inside.txt").write_text("inside")
    (folder / "within").symlink_to("deep/../inside.txt")
    (folder / "out").symlink_to("../secret.txt")
    (folder / "absolute").symlink_to(tmp_path / "secret.txt")
    (folder / "above").symlink_to("..")
    (folder / "root").symlink_to("/proc/self/root")
    (folder / "again").symlink_to("again")
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "other.txt").write_text("other")
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture
def act(guest: Guest, here: Path) -> Act:
    """Return a function that lets a guest act; it returns the error number and what the guest has read."""

    def run(action: str, *granted: str) -> tuple[int, str]:
        grants = Grants(directories=tuple(map(directory, granted)))
        outcome, printed = guest(FILES, *action.split(" "), grants=grants)
        assert outcome.trap is None
        return outcome.code, printed

    return run


@pytest.mark.parametrize("path", ["inside.txt", "./inside.txt", "deep/../inside.txt", "within"])
def test_what_is_inside_is_reached(path: str, here: Path, act: Act) -> None:
    for grant in (".", ".:ro", f"{here}::/data:ro"):
        assert act(f"read 3 {path}", grant) == (0, "inside")


@pytest.mark.parametrize(
    "path",
    [
        "../secret.txt",
        "deep/../../secret.txt",
        "./../here/../secret.txt",
        "above/secret.txt",
        "out",
        "absolute",
        "{tmp}/secret.txt",
        "/proc/self/cwd/../secret.txt",
        "root{tmp}/secret.txt",
        "root/../secret.txt",
        "again",
        "..",
        "",
    ],
)
@pytest.mark.parametrize("action", ["read", "write", "truncate", "find", "directory"])
def test_nothing_outside_is_reached(action: str, path: str, here: Path, act: Act) -> None:
    before = listed(here.parent)
    code, printed = act(f"{action} 3 {path.format(tmp=here.parent)}", ".")
    assert code
    assert printed == ""
    assert listed(here.parent) == before


@pytest.mark.parametrize(
    "action",
    [
        "unlink 3 ../secret.txt",
        "unlink 3 above/secret.txt",
        "move 3 inside.txt 3 ../moved.txt",
        "move 3 ../secret.txt 3 stolen",
        "move 3 above/secret.txt 3 stolen",
        "link 3 ../secret.txt 3 stolen",
        "link 3 inside.txt 3 ../stolen",
        "symlink 3 /etc/passwd stolen",
        "symlink 3 inside.txt ../stolen",
    ],
)
def test_nothing_is_removed_moved_or_linked_outside(action: str, here: Path, act: Act) -> None:
    before = listed(here.parent)
    assert act(action, ".") == (NOT_PERMITTED, "")
    assert listed(here.parent) == before


def test_a_link_made_by_a_guest_leads_nowhere_else(here: Path, act: Act) -> None:
    assert act("symlink 3 ../secret.txt mine", ".") == (0, "")
    assert act("read 3 mine", ".") == (NOT_PERMITTED, "")
    assert act("link 3 out 3 linked", ".") == (0, "")
    assert (here / "linked").is_symlink()
    assert act("read 3 linked", ".") == (NOT_PERMITTED, "")


@pytest.mark.parametrize(
    "action",
    [
        "write 3 new.txt",
        "write 3 inside.txt",
        "truncate 3 inside.txt",
        "unlink 3 inside.txt",
        "directory 3 new",
        "move 3 inside.txt 3 moved.txt",
        "link 3 inside.txt 3 linked.txt",
        "symlink 3 inside.txt linked.txt",
        "move 3 inside.txt 4 moved.txt",
        "move 4 other.txt 3 moved.txt",
        "link 3 inside.txt 4 linked.txt",
        "link 4 other.txt 3 linked.txt",
    ],
)
def test_a_folder_that_may_only_be_read_stays_as_it_is(action: str, here: Path, act: Act) -> None:
    before = listed(here.parent)
    assert act(action, ".:ro", "../other") == (NOT_PERMITTED, "")
    assert listed(here.parent) == before


def test_two_writable_folders_are_moved_between(here: Path, act: Act) -> None:
    assert act("move 3 inside.txt 4 moved.txt", ".", "../other") == (0, "")
    assert (here.parent / "other" / "moved.txt").read_text() == "inside"


def test_a_writable_folder_is_written(here: Path, act: Act) -> None:
    assert act("write 3 new.txt", ".") == (0, "")
    assert (here / "new.txt").read_text() == "new.txt"


@pytest.mark.parametrize("descriptor", range(3, 10))
def test_without_grants_there_is_no_folder(descriptor: int, act: Act) -> None:
    assert act(f"read {descriptor} /etc/passwd") == (BAD_DESCRIPTOR, "")


def test_a_folder_that_went_meanwhile_is_named(guest: Guest, tmp_path: Path) -> None:
    grants = Grants(directories=(Directory(host=str(tmp_path / "gone"), guest="/"),))
    with pytest.raises(CannotRun, match=r'Cannot grant the folder ".*gone": it is not there, or cannot be opened'):
        guest(FILES, grants=grants)


@pytest.mark.parametrize("grants", [Grants(env={"A": "b\0c"}), Grants(directories=(Directory(host="/", guest="a\0"),))])
def test_a_text_with_a_nul_is_refused(grants: Grants, guest: Guest) -> None:
    with pytest.raises(CannotRun, match="it has a NUL"):
        guest(FILES, grants=grants)


def test_the_command_grants_what_its_options_say(execute: Exec, tmp_path: Path) -> None:
    (tmp_path / "here" / "in.txt").write_text("in")
    assert execute(FILES, "--dir", ".:ro", "read", "3", "in.txt").stdout == "in"
    assert execute(FILES, "--dir", ".:ro", "write", "3", "in.txt").returncode == NOT_PERMITTED
    assert execute(FILES, "--dir", ".", "write", "3", "in.txt").returncode == 0
    assert execute(FILES, "read", "3", "in.txt").returncode == BAD_DESCRIPTOR


def listed(folder: Path) -> dict[str, str]:
    """Return every file below a folder with its contents, or what it links to."""
    return {
        str(path.relative_to(folder)): os.readlink(path) if path.is_symlink() else path.read_text()
        for path in folder.rglob("*")
        if path.is_symlink() or path.is_file()
    } | {str(path.relative_to(folder)): "/" for path in folder.rglob("*") if path.is_dir() and not path.is_symlink()}
