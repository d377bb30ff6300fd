"""The guard's answers, path by path; and names that are never served."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oro_framework.host.resources.path_guard import CODE, Guard
from oro_framework.host.resources.unserved import unserved
from oro_framework.protected import OUTSIDE, PageAccess, ProtectedPath, SandboxRoot, Use

ROOTS = [SandboxRoot(Path("/srv")), SandboxRoot(Path("/user"))]
PATHS = [
    ProtectedPath(path=Path("/srv/app"), what="the app", access=PageAccess.READ, remedy="see the manual"),
    ProtectedPath(path=Path("/srv/app/data"), what="its data", access=PageAccess.DATA),
    ProtectedPath(path=Path("/srv/app/data/ext"), what="its extensions", access=PageAccess.READ),
    ProtectedPath(path=Path("/srv/app/oro.toml"), what="its configuration"),
    ProtectedPath(path=Path("/srv/state"), what="the answers", always=True),
    ProtectedPath(path=Path("/srv/state/log"), what="its logs", access=PageAccess.FREE, always=True),
]
SANDBOX, OPEN = Guard(PATHS, ROOTS), Guard(PATHS)
EVERY = {Use.READ, Use.WRITE, Use.RENAME}


@pytest.mark.parametrize(
    ("path", "sandboxed", "free"),
    [
        ("/srv/file", EVERY, EVERY),
        ("/user/a/b", EVERY, EVERY),
        ("/etc/passwd", set(), EVERY),
        ("/srv2/file", set(), EVERY),
        ("/srv/../etc/passwd", set(), EVERY),
        ("/srv/app", {Use.READ}, EVERY),
        ("/srv/app/index.html", {Use.READ}, EVERY),
        ("/srv/apple", EVERY, EVERY),
        ("/SRV/app", set(), EVERY),
        ("/srv/APP/index.html", {Use.READ}, EVERY),
        ("/srv/app/ORO.toml", set(), EVERY),
        ("/srv/app/DATA/a.txt", {Use.READ}, EVERY),
        ("/srv/state/LOG/a.txt", set(), set()),
        ("/srv/app/oro.toml", set(), EVERY),
        ("/srv/app/data", {Use.READ, Use.WRITE}, EVERY),
        ("/srv/app/data/a.txt", EVERY, EVERY),
        ("/srv/app/data/a.py", {Use.READ}, EVERY),
        ("/srv/app/data/__pycache__/x", {Use.READ}, EVERY),
        ("/srv/app/data/ext/a.txt", {Use.READ}, EVERY),
        ("/srv/state", set(), set()),
        ("/srv/state/permissions.json", set(), set()),
        ("/srv/state/log", {Use.READ, Use.WRITE}, {Use.READ, Use.WRITE}),
        ("/srv/state/log/a.py", EVERY, EVERY),
        ("/srv", {Use.READ, Use.WRITE}, {Use.READ, Use.WRITE}),
        ("/", set(), {Use.READ, Use.WRITE}),
    ],
)
def test_what_pages_may_do(path: str, sandboxed: set[Use], free: set[Use]) -> None:
    assert {use for use in Use if SANDBOX.refusal(path, use) is None} == sandboxed
    assert {use for use in Use if OPEN.refusal(path.encode(), use) is None} == free


def test_a_refusal_says_what_it_is_and_what_to_do() -> None:
    assert SANDBOX.refusal("/etc", Use.READ) == OUTSIDE
    expected = 'it lies in "/srv/app", the app, which pages may only read; see the manual'
    assert SANDBOX.refusal("/srv/app/x", Use.WRITE) == expected
    assert OPEN.refusal("/srv", Use.RENAME) == '"/srv/state" lies in it, which is the answers'
    assert SANDBOX.protects("/etc", Use.WRITE) is None
    assert SANDBOX.protects("/srv/app/x", Use.WRITE) == expected


def test_what_is_never_served_does_not_depend_on_the_sandbox() -> None:
    for guard in (SANDBOX, OPEN):
        assert guard.hides("/srv/app/oro.toml")
        assert guard.hides("/srv/state/permissions.json")
        assert guard.hides("/srv/state/log/a.log") is None
        assert guard.hides("/srv/app/index.html") is None
        assert guard.hides_below("/srv")
        assert guard.hides_below("/srv/app")
        assert guard.hides_below("/srv/state/pages")
        assert not guard.hides_below("/user")


def test_of_two_that_are_said_of_one_path_the_stricter_counts() -> None:
    both = [ProtectedPath(path=Path("/x"), what="x", access=reach) for reach in (PageAccess.FREE, PageAccess.NONE)]
    assert Guard(both, [SandboxRoot(Path("/"))]).refusal("/x", Use.READ)


@given(st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=80), st.sampled_from(Use))
def test_whatever_lies_in_what_is_protected_stays_out_of_reach(rest: str, use: Use) -> None:
    inside = f"/srv/state/{rest}"
    parts = [part for part in inside.split("/") if part]
    if ".." not in parts and parts[2:3] != ["log"]:
        assert SANDBOX.refusal(inside, use)
        assert OPEN.refusal(inside, use)


@given(st.text(alphabet="ab./", max_size=20), st.sampled_from(CODE))
def test_no_code_comes_into_a_folder_of_data(rest: str, ending: str) -> None:
    if ".." not in rest.split("/"):
        assert SANDBOX.refusal(f"/srv/app/data/{rest}x{ending.upper()}", Use.WRITE)


@pytest.mark.parametrize(
    "name",
    [
        *(
            "oro.toml",
            "ORO.TOML",
            "oro.toml.",
            "oro.toml ",
            "oro.toml. .",
            "ｏro.toml",
            "oro\u200c.toml",
            "oro.toml\ufeff",
        ),
        *(".ororc", ".OroRC", ".git", ".GIT", ".g\u200dit", ".git..", "git~1", "GIT~1", "__pycache__"),
    ],
)
def test_names_that_are_never_served(name: str) -> None:
    assert unserved(name)


@pytest.mark.parametrize("name", ["oro.toml.html", "pyproject.toml", ".gitignore", "git", ".well-known", "app.py", ""])
def test_names_that_are_served(name: str) -> None:
    assert unserved(name) is None


def test_a_link_is_protected_as_much_as_what_it_names(tmp_path: Path) -> None:
    (tmp_path / "real.toml").write_text("x")
    (tmp_path / "oro.toml").symlink_to("real.toml")
    guard = Guard([ProtectedPath(path=tmp_path / "oro.toml", what="configuration")], [SandboxRoot(tmp_path)])
    for name in ("oro.toml", "real.toml"):
        assert guard.refusal(str(tmp_path / name), Use.RENAME)
        assert guard.hides(str(tmp_path / name))


def test_a_folder_in_use_keeps_its_name() -> None:
    guard = Guard([], [SandboxRoot(Path("/"))])
    first, second = guard.hold("/srv/data/here"), guard.hold("/srv/data/here")
    for release in (first, second):
        for path in ("/srv", "/srv/data", "/srv/data/here"):
            assert guard.refusal(path, Use.RENAME)
            assert guard.refusal(path, Use.WRITE) is None
        assert guard.refusal("/srv/data/here/file", Use.RENAME) is None
        release()
    assert guard.refusal("/srv/data/here", Use.RENAME) is None
    free = Guard([])
    free.hold("/srv/data")()
    assert free.refusal("/srv/data", Use.RENAME) is None
