"""The sandbox against paths, links, swaps and special files, with the kernel's resolution and with ours."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from oro_fs.errors import SecurityError
from oro_fs.files.operations import Files
from oro_fs.sandbox.guard import Guarded
from oro_fs.sandbox.paths import Paths
from oro_fs.sandbox.resolver import Policy, Resolver
from oro_fs.sandbox.roots import Root, Roots

from oro_framework.errors import ErrnoError, InvalidArgument, OroError
from oro_framework.host.resources.path_guard import Guard

from .conftest import Opener

pytestmark = pytest.mark.anyio


@pytest.fixture
def maze(tree: Path) -> Path:
    """Two roots full of links that lead everywhere, and what must not be reached."""
    app, other = tree / "app", tree / "other"
    other.mkdir()
    (app / "a" / "b").mkdir(parents=True)
    for folder in (app, app / "a", app / "a" / "b", other):
        (folder / "file").write_bytes(b"inside")
    links = {
        app / "up": "..",
        app / "a" / "b" / "upup": "../../..",
        app / "out": str(tree / "outside"),
        app / "a" / "out": "../../outside",
        app / "slash": "/",
        app / "loop": "loop",
        app / "a" / "home": "..",
        app / "other": str(other),
        app / "a" / "self": str(app),
        other / "back": str(app / "a"),
        other / "far": str(tree / "outside" / "secret"),
        app / "dots": "a/../../app/../outside/secret",
        app / "proc": "/proc/self/root",
    }
    for link, target in links.items():
        link.symlink_to(target)
    return tree


NAMES = ["a", "b", "file", "up", "upup", "out", "slash", "loop", "home", "other", "self", "back", "far", "dots", "proc"]
PARTS = st.sampled_from([*NAMES, "..", ".", "", "outside", "secret", "app", "%2e%2e", "․․", "．．", "..%2f", "..\\.."])
STARTS = st.sampled_from(["", "/", "//", "./", "../"])
FORMS = st.sampled_from(["below", "absolute", "file", "file-encoded", "oro", "oro-encoded"])


def written(form: str, app: Path, path: str) -> str:
    """Write a path below the app's folder in one of the ways a page may."""
    return {
        "below": f"{app}/{path}",
        "absolute": path or "x",
        "file": f"file://{app}/{path}",
        "file-encoded": f"file://{quote(str(app))}/{quote(path)}",
        "oro": f"oro://com.example.app/{path}",
        "oro-encoded": f"oro://com.example.app/{quote(path, safe='')}",
    }[form]


@settings(max_examples=400, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(form=FORMS, start=STARTS, parts=st.lists(PARTS, max_size=7), follow=st.booleans())
@example(form="below", start="", parts=["dots"], follow=True)
@example(form="oro", start="", parts=["..", "outside", "secret"], follow=True)
@example(form="file-encoded", start="", parts=["%2e%2e", "outside", "secret"], follow=True)
@example(form="below", start="", parts=["other", "back", "b", "file"], follow=True)
def test_no_path_leaves_its_root(
    maze: Path, either_way: str, form: str, start: str, parts: list[str], follow: bool
) -> None:
    """No path, however written and over whatever links, reaches an inode outside the roots."""
    app = maze / "app"
    resources, other = Root(app), Root(maze / "other")
    roots = Roots([resources, other])
    try:
        paths = Paths("com.example.app", resources, [(b"/mnt", other)], roots)
        files = Files(Resolver(roots, Policy()), Policy(), Guarded(Guard()))
        inside = {os.lstat(path).st_ino for path in everything(app, maze / "other")}
        try:
            found = files.stat(paths.place(written(form, app, start + "/".join(parts))), follow=follow)
        except (OroError, OSError):
            return
        assert int(found["st_ino"]) in inside
    finally:
        roots.close()


def everything(*folders: Path) -> Iterator[Path]:
    for folder in folders:
        yield folder
        yield from folder.rglob("*")


@given(text=st.text(max_size=300))
def test_any_text_is_a_place_or_a_refusal(text: str) -> None:
    """Any text means a place inside the roots, or is refused with an error that is ours."""
    resources = Root("/srv/app")
    roots = Roots([resources])
    for paths in (Paths("a.b", resources, (), roots), Paths("a.b", resources, ())):
        try:
            place = paths.place(text)
        except OroError:
            continue
        assert place.path.startswith(b"/") == (place.root is None)
        assert b"\0" not in place.path
        assert place.root is None or b".." not in place.path.split(b"/")


# -- what must be refused, and what must not -----------------------------------------------------


async def denied(coroutine: Any) -> dict[str, Any]:
    with pytest.raises(SecurityError) as caught:
        await coroutine
    assert caught.value.status == 403
    err = caught.value.as_err()
    assert (err["type"], err["code"]) == ("SecurityError", "SECURITY_ERR")
    return err


async def test_every_route_refuses_a_path_outside(confined: Opener, maze: Path, either_way: str) -> None:
    outside, inside = maze / "outside" / "secret", maze / "app" / "file"
    new = maze / "outside" / "new"
    async with confined() as app:
        for bad, made in ((outside, new), (maze / "app" / "out" / "secret", maze / "app" / "out" / "new")):
            for name in ("access", "chmod"):
                await denied(app.call(name, path=bad, mode=0))
            for name in (
                "stat",
                "statfs",
                "readFile",
                "writeFile",
                "appendFile",
                "realpath",
                "truncate",
                "readlink",
                "unlink",
                "rm",
            ):
                await denied(app.call(name, path=bad))
            for name in ("chown", "lchown"):
                await denied(app.call(name, path=bad, uid=-1, gid=-1))
            for name in ("utimes", "lutimes"):
                await denied(app.call(name, path=bad, atime=0, mtime=0))
            for name in ("mkdir", "rmdir"):
                await denied(app.call(name, path=made))
            await denied(app.call("readFile", path=bad, lead=True))
            await denied(app.call("rm", path=bad, recursive=True, force=True, maxRetries=3, retryDelay=1))
            await denied(app.call("mkdir", path=made / "deep", recursive=True))
            await denied(app.call("mkdtemp", prefix=made))
            await denied(app.call("writeFile", b"x", path=made))
            await denied(app.call("readdir", path=bad.parent))
            await denied(app.call("watch", id=1, path=bad))
            await denied(app.call("watch", id=1, path=bad.parent))
            err = await denied(app.call("open", id=1, path=bad, flags=0, mode=0))
            assert err["id"] == "1"
            await denied(app.call("opendir", id=1, path=bad.parent))
            for name in ("rename", "copyFile", "link"):
                await denied(app.call(name, src=bad, dest=inside.parent / "new"))
                await denied(app.call(name, src=inside, dest=made))
            await denied(app.call("symlink", src="file", dest=made))
    assert outside.read_bytes() == b"secret"
    assert os.listdir(maze / "outside") == ["secret"]
    assert not (maze / "app" / "new").exists()


async def test_a_link_made_here_may_not_lead_out(confined: Opener, maze: Path) -> None:
    folder = maze / "app"
    async with confined() as app:
        for target in ("../outside", str(maze / "outside"), "a/../../outside", f"file://{maze}/outside", "/"):
            await denied(app.call("symlink", src=target, dest=folder / "new"))
        await app.call("symlink", src="a/file", dest=folder / "new")
        await app.call("symlink", src=str(folder / "file"), dest=folder / "a" / "new")
        assert await app.bytes("readFile", path=folder / "a" / "new") == b"inside"


async def test_links_from_root_to_root_are_followed(confined: Opener, maze: Path, either_way: str) -> None:
    async with confined(**{f"webview_navigator_mounts_{maze}/other": "/mnt"}) as app:
        assert await app.bytes("readFile", path=maze / "app" / "other" / "file") == b"inside"
        assert await app.bytes("readFile", path=maze / "app" / "other" / "back" / "b" / "file") == b"inside"
        assert await app.bytes("readFile", path=maze / "app" / "a" / "self" / "a" / "home" / "file") == b"inside"
        assert await app.bytes("readFile", path="oro://com.example.app/mnt/file") == b"inside"
        await denied(app.call("readFile", path=maze / "other" / "far"))
        await app.call("writeFile", b"new", path=maze / "app" / "other" / "made")
        assert (maze / "other" / "made").read_bytes() == b"new"


async def test_a_new_file_is_made_where_a_dangling_link_leads(confined: Opener, tree: Path, either_way: str) -> None:
    (tree / "app" / "dangling").symlink_to("made")
    (tree / "app" / "escaping").symlink_to(tree / "outside" / "made")
    async with confined() as app:
        await app.call("writeFile", b"1", path=tree / "app" / "dangling")
        await refused(errno.EEXIST, app.call("writeFile", b"1", path=tree / "app" / "dangling", flags="wx"))
        await denied(app.call("writeFile", b"1", path=tree / "app" / "escaping"))
    assert (tree / "app" / "made").read_bytes() == b"1"
    assert not (tree / "outside" / "made").exists()


async def refused(number: int, coroutine: Any) -> None:
    with pytest.raises(ErrnoError) as caught:
        await coroutine
    assert caught.value.errno == number


async def test_paths_of_the_app_never_lead_out_even_without_a_sandbox(
    opened: Opener, maze: Path, either_way: str
) -> None:
    origin = "oro://com.example.app"
    async with opened() as app:
        assert await app.bytes("readFile", path=f"{origin}/a/file") == b"inside"
        assert await app.bytes("readFile", path=f"{origin}/a/file?x#y") == b"inside"
        assert await app.bytes("readFile", path="ORO://COM.EXAMPLE.APP/a/b/../file") == b"inside"
        for path in ("/../outside/secret", "/%2e%2e/outside/secret", "/a/../../outside/secret"):
            await refused(errno.ENOENT, app.call("readFile", path=origin + path))
        await denied(app.call("readFile", path=f"{origin}/out/secret"))
        await denied(app.call("symlink", src=str(maze / "outside"), dest=f"{origin}/new"))
        for path in (f"{origin}/%2E%2E%2Foutside%2Fsecret", "oro://fs/x", f"{origin}/a%00b", "file://elsewhere/x"):
            with pytest.raises(InvalidArgument):
                await app.call("readFile", path=path)


async def test_odd_paths_are_told_apart(confined: Opener, maze: Path, either_way: str) -> None:
    folder = maze / "app"
    async with confined() as app:
        for path in (f"{folder}/a\0b", "\0", "\udcff\0", "\ud800"):
            with pytest.raises(InvalidArgument):
                await app.call("stat", path=path)
        for path in (
            "relative",
            "../outside/secret",
            f"{folder}/../outside/secret",
            f"{folder}x/file",
            "/",
            "//etc/passwd",
        ):
            await denied(app.call("stat", path=path))
        for path in ("%2e%2e/outside/secret", "․․/outside/secret", "．．/outside/secret", "..\\outside", "n" * 255):
            await refused(errno.ENOENT, app.call("stat", path=f"{folder}/{path}"))
        await refused(errno.ENAMETOOLONG, app.call("stat", path=f"{folder}/{'n' * 256}"))
        await refused(errno.ENOTDIR, app.call("stat", path=f"{folder}/file/"))
        await refused(errno.ELOOP, app.call("stat", path=f"{folder}/loop"))
        await app.call("writeFile", b"look-alike", path=f"{folder}/․․")
        assert await app.bytes("readFile", path=f"{folder}/․․") == b"look-alike"


# -- roots ---------------------------------------------------------------------------------------


async def test_a_root_cannot_be_removed_or_replaced(confined: Opener, tree: Path, either_way: str) -> None:
    inner = tree / "app" / "inner"
    inner.mkdir()
    async with confined(**{f"webview_navigator_mounts_{inner}": "/mnt"}) as app:
        for root in (tree / "app", inner):
            for name in ("unlink", "rmdir"):
                await denied(app.call(name, path=root))
            await denied(app.call("rm", path=root, recursive=True))
            await denied(app.call("rename", src=root, dest=tree / "app" / "new"))
        assert (await app.call("stat", path=tree / "app"))["st_ino"] == str((tree / "app").stat().st_ino)
        inner.rmdir()
        inner.symlink_to(tree / "outside")
        with pytest.raises((SecurityError, ErrnoError)):
            await app.call("readFile", path="oro://com.example.app/mnt/secret")
        inner.unlink()
        inner.mkdir()
        (inner / "file").write_bytes(b"anew")
        assert await app.bytes("readFile", path="oro://com.example.app/mnt/file") == b"anew"


async def test_the_users_folders_are_roots_and_the_home_is_none(
    opened: Opener, tree: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tree / "home"
    for name in ("Documents", "Bilder", ".ssh", ".config"):
        (home / name).mkdir(parents=True)
    (home / ".config" / "user-dirs.dirs").write_text('XDG_PICTURES_DIR="$HOME/Bilder"\nXDG_MUSIC_DIR="$HOME/"\n')
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setattr("tempfile.tempdir", str(tree / "tmp"))
    for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME"):
        monkeypatch.delenv(name, raising=False)
    own = home / ".local" / "share" / "com.example.app"
    async with opened(filesystem_sandbox_enabled=True) as app:
        for name in ("Documents", "Bilder"):
            await app.call("writeFile", b"1", path=home / name / "file")
        await app.call("writeFile", b"1", path=own / "state.json")
        assert own.stat().st_mode & 0o777 == 0o700
        for path in (home, home / "x", home / ".ssh" / "id", home / ".config" / "other"):
            await denied(app.call("stat", path=path))
    async with opened(filesystem_sandbox_enabled=True, **{"webview_navigator_mounts_linux_~": "/home"}) as app:
        await app.call("stat", path=home / ".ssh")
    async with opened(filesystem_sandbox_enabled=True, **{"webview_navigator_mounts_mac_~": "/home"}) as app:
        await denied(app.call("stat", path=home / ".ssh"))


# -- links forbidden -----------------------------------------------------------------------------


async def test_no_link_is_followed_where_none_may_be(confined: Opener, maze: Path, either_way: str) -> None:
    folder = maze / "app"
    async with confined(filesystem_no_follow_symlinks=True) as app:
        assert await app.bytes("readFile", path=folder / "a" / "file") == b"inside"
        for path in ("a/home/file", "a/self/file", "other/file", "loop"):
            await denied(app.call("readFile", path=folder / path))
        await denied(app.call("writeFile", b"x", path=folder / "a" / "home" / "new"))
        assert (await app.call("readlink", path=folder / "up"))["path"] == ".."
        assert int((await app.call("lstat", path=folder / "up"))["st_mode"]) == os.lstat(folder / "up").st_mode
        await app.call("unlink", path=folder / "up")


async def test_no_link_is_followed_without_a_sandbox_either(opened: Opener, maze: Path, either_way: str) -> None:
    real = str(maze)
    async with opened(filesystem_no_follow_symlinks=True) as app:
        assert await app.bytes("readFile", path=f"{real}/outside/secret") == b"secret"
        await denied(app.call("readFile", path=f"{real}/app/out/secret"))


async def test_files_with_several_names_are_left_alone_where_links_are_disabled(confined: Opener, tree: Path) -> None:
    alias = tree / "app" / "alias"
    os.link(tree / "outside" / "secret", alias)
    (tree / "app" / "plain").write_bytes(b"1")
    async with confined(filesystem_disable_links=True) as app:
        await denied(app.call("readFile", path=alias))
        await denied(app.call("writeFile", b"x", path=alias))
        await denied(app.call("open", id=1, path=alias, flags=os.O_RDWR, mode=0))
        await denied(app.call("truncate", path=alias))
        await denied(app.call("chmod", path=alias, mode=0o777))
        await denied(app.call("copyFile", src=alias, dest=tree / "app" / "copy"))
        await denied(app.call("copyFile", src=tree / "app" / "plain", dest=alias))
        await denied(app.call("link", src=tree / "app" / "plain", dest=tree / "app" / "second"))
        assert (await app.call("stat", path=alias))["st_nlink"] == "2"
    assert (tree / "outside" / "secret").read_bytes() == b"secret"


# -- special files -------------------------------------------------------------------------------


async def test_special_files_are_refused_untouched(opened: Opener, tmp_path: Path) -> None:
    fifo = tmp_path / "fifo"
    os.mkfifo(fifo)
    (tmp_path / "link").symlink_to("fifo")
    async with opened() as app:
        for path in (fifo, tmp_path / "link", "/dev/zero", "/dev/null", "/dev/ptmx"):
            for name in ("readFile", "writeFile", "appendFile", "truncate"):
                assert "it is a" in (await denied(app.call(name, path=path)))["message"]
            await denied(app.call("open", id=1, path=path, flags=os.O_RDWR, mode=0))
            await denied(app.call("copyFile", src=path, dest=tmp_path / "copy"))
        with pytest.raises(OSError, match="No such device or address"):
            os.open(fifo, os.O_WRONLY | os.O_NONBLOCK)
        await app.call("stat", path=fifo)
        await app.call("unlink", path=fifo)


async def test_special_files_never_make_us_wait_where_they_are_allowed(opened: Opener, tmp_path: Path) -> None:
    fifo = tmp_path / "fifo"
    os.mkfifo(fifo)
    async with opened(filesystem_allow_special_files=True) as app:
        assert len(await app.bytes("readFile", path="/dev/zero", size=100)) == 100
        await app.call("open", id=1, path=fifo, flags=os.O_RDONLY, mode=0)
        assert await app.bytes("read", id=1, size=9, offset=-1) == b""
        await app.call("open", id=2, path=fifo, flags=os.O_WRONLY, mode=0)
        await refused(errno.EAGAIN, app.call("read", id=1, size=9, offset=-1))
        await app.call("write", b"through", id=2, offset=-1)
        assert await app.bytes("read", id=1, size=9, offset=-1) == b"through"
