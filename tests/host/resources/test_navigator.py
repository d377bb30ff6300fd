"""The file that answers a path, rule by rule, and paths that are refused."""

from __future__ import annotations

import os
import socket
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oro_framework.errors import ConfigError, Denied, ErrnoError
from oro_framework.host.resources.files import Folder, Kind, OpenFile
from oro_framework.host.resources.navigator import (
    Found,
    Missing,
    Navigator,
    Redirect,
    Refused,
    Root,
    host_mounts,
)
from oro_framework.host.resources.path_guard import Guard
from oro_framework.protected import ProtectedPath
from oro_framework.types import HostMount

FILES = [
    "index.html",
    "a-conflict-index.html",
    "a-conflict-index/index.html",
    "another-file.html",
    "an-index-file/index.html",
    "an-index-file/a-html-file.html",
    "no-index/file.txt",
    "no-index.html",
    "dotted-1.2.html",
    "page.html",
    "Ünïcode ☃.txt",
]


class Table:
    """A tree in memory: it opens a file as its own path."""

    def __init__(self, files: Sequence[str]) -> None:
        self.files = set(files)

    def open(self, names: Sequence[str]) -> str | Kind | None:
        path = "/".join(names)
        if path in self.files:
            return path
        return Kind.FOLDER if not path or any(file.startswith(path + "/") for file in self.files) else None


def navigator(files: Sequence[str] = FILES, default_index: str = "", allow_any_route: bool = False) -> Navigator[str]:
    return Navigator(
        [Root(("router-resolution",), Table(files))], default_index=default_index, allow_any_route=allow_any_route
    )


@pytest.mark.parametrize(
    ("path", "file"),
    [
        ("/", "index.html"),
        ("/index.html", "index.html"),
        ("/index", "index.html"),
        ("/a-conflict-index/", "a-conflict-index/index.html"),
        ("/a-conflict-index.html", "a-conflict-index.html"),
        ("/another-file", "another-file.html"),
        ("/another-file.html", "another-file.html"),
        ("/an-index-file/", "an-index-file/index.html"),
        ("/an-index-file/index.html", "an-index-file/index.html"),
        ("/an-index-file/a-html-file", "an-index-file/a-html-file.html"),
        ("/an-index-file/a-html-file.html", "an-index-file/a-html-file.html"),
        ("/no-index", "no-index.html"),
        ("/no-index/file.txt", "no-index/file.txt"),
        ("/dotted-1.2", "dotted-1.2.html"),
        ("/page.php", "page.html"),
        ("/%C3%9Cn%c3%afcode%20%E2%98%83.txt", "Ünïcode ☃.txt"),
        ("/%61nother-file", "another-file.html"),
    ],
)
def test_a_path_finds_its_file(path: str, file: str) -> None:
    found = navigator().resolve(b"/router-resolution" + path.encode())
    assert isinstance(found, Found)
    assert found.file == file
    again = navigator().resolve(found.location.encode("ascii"))
    assert again == found, "the content location names the same file"


@pytest.mark.parametrize("path", ["/a-conflict-index", "/an-index-file", ""])
def test_a_folder_without_its_slash_is_a_redirect(path: str) -> None:
    assert navigator().resolve(b"/router-resolution" + path.encode()) == Redirect()


@pytest.mark.parametrize(
    "path",
    [
        "/invalid",
        "/no-index/",
        "/another-file/",
        "/another-file.html/",
        "/index.html/x",
        "/an-index-file//a-html-file",
        "//index.html",
        "/" + "x" * 256,
        "/" + "%61" * 300,
        "/x" * 5000,
    ],
)
def test_nothing_there_is_missing(path: str) -> None:
    missing = navigator().resolve(b"/router-resolution" + path.encode())
    assert isinstance(missing, Missing)
    assert missing.message.startswith('Cannot serve "/router-resolution')


@pytest.mark.parametrize(
    "path",
    [
        "/../secret",
        "/%2e%2e/secret",
        "/.%2E/secret",
        "/%2e%2e%2fsecret",
        "/a/./b",
        "/%2e/b",
        "/a%2fb",
        "/a\\b",
        "/..\\secret",
        "/%5c..%5csecret",
        "/a%00.html",
        "/..",
    ],
)
def test_what_no_path_may_hold_is_refused_even_with_a_fallback(path: str) -> None:
    refused = navigator(allow_any_route=True, default_index="/router-resolution/").resolve(path.encode())
    assert isinstance(refused, Refused)
    assert path[:3] in refused.message


def test_segments_are_decoded_once() -> None:
    found = Navigator([Root((), Table(["%2e%2e"]))]).resolve(b"/%252e%252e")
    assert isinstance(found, Found)
    assert found.file == "%2e%2e"


@pytest.mark.parametrize(
    ("default_index", "allow_any_route", "path", "file"),
    [
        ("", False, "/", None),
        ("", False, "/deep/link", None),
        ("/page.html", False, "/", "page.html"),
        ("/page.html", False, "/deep/link", None),
        ("/page.html", True, "/deep/link", "page.html"),
        ("", True, "/deep/link", "index.html"),
        ("", True, "/missing.js", "index.html"),
        ("", True, "/", "index.html"),
        ("/an-index-file", True, "/deep/link", "an-index-file/index.html"),
        ("/gone.html", True, "/deep/link", None),
    ],
)
def test_the_default_index_answers_where_it_may(
    default_index: str, allow_any_route: bool, path: str, file: str | None
) -> None:
    files = [*FILES, "elsewhere"]
    if path == "/" and not allow_any_route:
        files.remove("index.html")
    if path == "/" and allow_any_route:
        files = ["index.html"]
    found = Navigator([Root((), Table(files))], default_index=default_index, allow_any_route=allow_any_route).resolve(
        path.encode()
    )
    assert (found.file if isinstance(found, Found) else None) == file


def test_roots_are_asked_in_order_and_by_whole_segments() -> None:
    roots = [
        Root(("shared",), Table(["only-first", "both"])),
        Root(("shared", "deep"), Table(["x"])),
        Root((), Table(["shared/both", "shared/only-app", "shared/deep/y", "sharedx", "plain"])),
    ]
    table: Navigator[str] = Navigator(roots)

    def file(path: str) -> str | None:
        found = table.resolve(path.encode())
        return found.file if isinstance(found, Found) else None

    assert file("/shared/only-first") == "only-first"
    assert file("/shared/both") == "both"
    assert file("/shared/only-app") == "shared/only-app"
    assert file("/shared/deep/x") == "x"
    assert file("/shared/deep/y") == "shared/deep/y"
    assert file("/sharedx") == "sharedx"
    assert file("/plain") == "plain"


def test_a_mounted_file_keeps_the_prefix_in_its_location() -> None:
    found = Navigator([Root(("my files",), Table(["a b.txt"]))]).resolve(b"/my%20files/a%20b.txt")
    assert found == Found("a b.txt", "/my%20files/a%20b.txt", ("my files",))


@pytest.mark.parametrize(
    ("path", "folder"),
    [
        ("/router-resolution/no-index/nothing", "/router-resolution/no-index"),
        ("/router-resolution/no-index/nothing/at/all.js", "/router-resolution/no-index"),
        ("/router-resolution/no-index/file.txt/below", "/router-resolution/no-index"),
        ("/router-resolution/nothing/x", "/router-resolution"),
        ("/nothing/x", "/"),
        ("/nothing", "/"),
        ("/", "/"),
        ("/router-resolution/../x", "/"),
        ("/router-resolution/%C3%BC/deep/x", "/router-resolution/%C3%BC/deep"),
    ],
)
def test_the_nearest_folder_is_the_deepest_that_is_there(path: str, folder: str) -> None:
    assert navigator([*FILES, "ü/deep/file"]).nearest(path.encode()) == folder


def test_what_leads_to_a_root_is_there() -> None:
    deep = Navigator([Root(("a", "b", "c"), Table(["x"]))])
    assert deep.nearest(b"/a/b/nothing") == "/a/b"
    assert deep.nearest(b"/a/nothing/x") == "/a"


def test_a_refusing_tree_ends_the_search() -> None:
    class Refusing:
        def open(self, names: Sequence[str]) -> str | Kind | None:
            raise Denied("no")

    table: Navigator[str] = Navigator([Root((), Refusing()), Root((), Table(["x"]))], allow_any_route=True)
    assert table.resolve(b"/x") == Refused('Cannot serve "/x": no')


# -- real folders ------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with everything a link can do wrong, beside a secret it must not show."""
    base = tmp_path_factory.mktemp("site")
    (base / "secret.txt").write_text("secret")
    root = base / "root"
    (root / "sub" / "deep").mkdir(parents=True)
    (root / "index.html").write_text("index")
    (root / "sub" / "file.txt").write_text("file")
    (root / "sub" / "deep" / "file.txt").write_text("deep")
    (root / "inside").symlink_to("sub")
    (root / "inside.txt").symlink_to("sub/file.txt")
    (root / "sub" / "deep" / "up.txt").symlink_to("../../sub/file.txt")
    (root / "absolute.txt").symlink_to(root / "sub" / "file.txt")
    (root / "outside.txt").symlink_to("../secret.txt")
    (root / "outside-absolute.txt").symlink_to(base / "secret.txt")
    (root / "sub" / "deep" / "far-out").symlink_to("../../../")
    (root / "in-and-out.txt").symlink_to(f"{root}/sub/../../secret.txt")
    (root / "sibling").symlink_to(f"{root}-else")
    (root / "loop").symlink_to("loop")
    (root / "dangling").symlink_to("nowhere")
    os.mkfifo(root / "pipe")
    (root / os.fsdecode(b"latin-\xe9.txt")).write_text("latin")
    return root


def text_of(folder: Folder, path: str) -> str | None:
    opened = folder.open(path.split("/"))
    if not isinstance(opened, OpenFile):
        return None
    try:
        return opened.read(0, opened.size).decode()
    finally:
        opened.close()


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("sub/file.txt", "file"),
        ("inside/file.txt", "file"),
        ("inside/deep/file.txt", "deep"),
        ("inside.txt", "file"),
        ("sub/deep/up.txt", "file"),
        ("absolute.txt", "file"),
        (os.fsdecode(b"latin-\xe9.txt"), "latin"),
        ("dangling", None),
        ("loop", None),
        ("sub", None),
        ("nothing/at/all", None),
        ("index.html/x", None),
        ("x" * 256, None),
    ],
)
def test_a_folder_opens_what_is_inside(site: Path, path: str, text: str | None) -> None:
    assert text_of(Folder(site), path) == text


@pytest.mark.parametrize(
    "path",
    [
        "outside.txt",
        "outside-absolute.txt",
        "sub/deep/far-out/secret.txt",
        "in-and-out.txt",
        "sibling/x",
    ],
)
def test_a_link_that_leaves_the_folder_is_denied(site: Path, path: str) -> None:
    (site.parent / "root-else").mkdir(exist_ok=True)
    with pytest.raises(Denied, match="it leaves the folder that is served"):
        Folder(site).open(path.split("/"))


@pytest.mark.parametrize("path", ["inside/file.txt", "inside.txt", "absolute.txt", "loop", "dangling"])
def test_no_link_is_followed_where_that_is_off(site: Path, path: str) -> None:
    with pytest.raises(Denied, match="filesystem_no_follow_symlinks"):
        Folder(site, follow=False).open(path.split("/"))


def test_links_are_judged_by_the_file_they_lead_to(tmp_path: Path) -> None:
    root = tmp_path / "root"
    for name in ("oro.toml", "sub/.git/config", "body.py", "page.html"):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(name)
    for link, target in (("a", "oro.toml"), ("b", "sub/.git"), ("c", "body.py"), ("d", str(root / "sub" / ".git"))):
        (root / link).symlink_to(target)
    guard = Guard([ProtectedPath(path=root / "body.py", what="the app's code")])
    folder = Folder(root, guard=guard)
    for path in ("a", "b/config", "c", "d/config", "body.py", "sub/.git/config", "oro.toml"):
        with pytest.raises(Denied):
            folder.open(path.split("/"))
    assert text_of(folder, "page.html") == "page.html"
    assert text_of(Folder(root), "c") == "body.py"


@pytest.mark.parametrize(
    "path", ["/oro.toml", "/x/ORO%2ETOML", "/.git/HEAD", "/%2egit/HEAD", "/.ororc/", "/a/__pycache__/b"]
)
def test_a_name_that_is_never_served_is_refused_though_nothing_is_there(tmp_path: Path, path: str) -> None:
    table: Navigator[OpenFile] = Navigator([Root((), Folder(tmp_path))], allow_any_route=True)
    assert isinstance(table.resolve(path.encode()), Refused)


def test_what_is_no_file_is_denied_and_not_touched(site: Path) -> None:
    with pytest.raises(Denied, match="no regular file"):
        Folder(site).open(["pipe"])
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(site / "socket"))
        with pytest.raises(Denied, match="no regular file"):
            Folder(site).open(["socket"])


def test_a_folder_may_come_later_and_be_replaced(tmp_path: Path) -> None:
    folder = Folder(tmp_path / "dist")
    assert folder.open(["x"]) is None
    for text in ("one", "two"):
        (tmp_path / "dist").mkdir()
        (tmp_path / "dist" / "x").write_text(text)
        assert text_of(folder, "x") == text
        (tmp_path / "dist").rename(tmp_path / f"old-{text}")


def test_failures_of_the_system_are_errors_of_their_own(monkeypatch: pytest.MonkeyPatch, site: Path) -> None:
    def broken(*_: object, **__: object) -> os.stat_result:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(os, "stat", broken)
    before = len(os.listdir("/proc/self/fd")) if os.path.isdir("/proc/self/fd") else 0
    with pytest.raises(ErrnoError, match="Input/output error"):
        Folder(site).open(["x"])
    assert before == 0 or len(os.listdir("/proc/self/fd")) == before


def test_everything_comes_from_the_descriptor(tmp_path: Path) -> None:
    (tmp_path / "x").write_text("old")
    opened = Folder(tmp_path).open(["x"])
    assert isinstance(opened, OpenFile)
    try:
        (tmp_path / "new").write_text("something longer")
        (tmp_path / "new").replace(tmp_path / "x")
        assert (opened.size, opened.read(0, 100)) == (3, b"old")
        assert opened.read(1, 1) == b"l"
        renewed = Folder(tmp_path).open(["x"])
        assert isinstance(renewed, OpenFile)
        assert renewed.validators.etag != opened.validators.etag
        renewed.close()
    finally:
        opened.close()


# fmt: off
NASTY = st.sampled_from(
    ["..", ".", "%2e%2e", "%2E.", "%2f", "/", "//", "\\", "%5c", "%00", "~", "secret.txt", "inside", "sub", "deep",
     "far-out", "outside.txt", "in-and-out.txt", "pipe", "loop", "%", "%zz", "%ff", "\u2024\u2024", "\uff0e\uff0e"]
)
# fmt: on
PATHS = st.one_of(st.binary(max_size=80), st.lists(NASTY, max_size=8).map(lambda parts: "/".join(parts).encode()))


@given(PATHS)
def test_any_bytes_are_answered_and_none_leaves_the_root(site: Path, raw: bytes) -> None:
    table: Navigator[OpenFile] = Navigator([Root((), Folder(site))], allow_any_route=True)
    found = table.resolve(raw)
    if isinstance(found, Found):
        try:
            assert found.file.read(0, 100) != b"secret"
        finally:
            found.file.close()
        assert found.location.isascii()
        assert found.location.isprintable()
    else:
        assert isinstance(found, (Redirect, Refused))


@given(st.lists(NASTY, max_size=8))
def test_no_descriptor_stays_open(site: Path, parts: list[str]) -> None:
    before = set(os.listdir("/proc/self/fd"))
    found = Navigator([Root((), Folder(site))]).resolve(("/" + "/".join(parts)).encode())
    if isinstance(found, Found):
        found.file.close()
    assert set(os.listdir("/proc/self/fd")) == before


# -- webview_navigator_mounts_* ------------------------------------------------------------------------


def mounted(family: Mapping[str, str], platform: str = "linux") -> dict[str, tuple[str, ...]]:
    mounts = host_mounts(
        family, platform=platform, home=Path("/home/me"), cwd=Path("/cwd"), container=Path("/app/resources")
    )
    return {mount.folder.as_posix(): mount.names for mount in mounts}


def test_host_paths_may_begin_with_an_alias() -> None:
    assert mounted(
        {
            "~/pictures": "/pictures",
            "$HOST_HOME/a": "/a",
            "$HOME": "/home",
            "$HOST_CONTAINER/c": "c/d/",
            "$HOST_PROCESS_WORKING_DIRECTORY/w": "/w",
            "/absolute": "/",
            "relative/x": "/r",
            "~else": "/e",
        }
    ) == {
        "/home/me/pictures": ("pictures",),
        "/home/me/a": ("a",),
        "/home/me": ("home",),
        "/app/resources/c": ("c", "d"),
        "/cwd/w": ("w",),
        "/absolute": (),
        "/app/resources/relative/x": ("r",),
        "/app/resources/~else": ("e",),
    }


def test_mounts_of_other_platforms_are_left_out() -> None:
    family = {"mac_~/x": "/mac", "linux_~/x": "/linux", "win_/y": "/win", "macro_dir": "/macro"}
    assert mounted(family) == {"/home/me/x": ("linux",), "/app/resources/macro_dir": ("macro",)}
    assert mounted(family, "darwin") == {"/home/me/x": ("mac",), "/app/resources/macro_dir": ("macro",)}


def test_mounts_are_in_the_order_of_their_host_paths() -> None:
    mounts = host_mounts(
        {"/z": "/1", "/a": "/2"}, platform="linux", home=Path("/h"), cwd=Path("/c"), container=Path("/r")
    )
    assert mounts == (HostMount(Path("/a"), ("2",)), HostMount(Path("/z"), ("1",)))


@pytest.mark.parametrize("value", ["/a/../b", "/a//b", "/a\\b"])
def test_a_mount_path_no_request_could_name_is_an_error(value: str) -> None:
    with pytest.raises(ConfigError, match="Cannot mount"):
        mounted({"/x": value})
