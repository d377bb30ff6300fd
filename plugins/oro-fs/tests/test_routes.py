"""Every route on real files, called with text as a page calls them."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path
from typing import Any
from urllib.parse import unquote_to_bytes

import anyio
import pytest
from oro_fs.files import folders as trees
from oro_fs.files.constants import CONSTANTS
from oro_fs.files.stat import Stat
from oro_fs.files.transfer import SMALL

from oro_framework.errors import ErrnoError, InvalidArgument, NotFound
from oro_framework.types import FileResponse

from .conftest import Opener

pytestmark = pytest.mark.anyio


async def refused(number: int, coroutine: Any, **details: Any) -> None:
    with pytest.raises(ErrnoError) as caught:
        await coroutine
    err = caught.value.as_err()
    assert err["code"] == -number
    assert err["message"] == os.strerror(number)
    assert {key: err.get(key) for key in details} == details


async def test_a_file_is_written_read_and_appended_to(opened: Opener, tmp_path: Path) -> None:
    path = tmp_path / "note.txt"
    async with opened() as app:
        assert await app.call("writeFile", b"hello", path=path) == {"result": 5}
        assert await app.call("appendFile", b" world", path=path) == {"result": 6}
        assert await app.bytes("readFile", path=path) == b"hello world"
        assert await app.bytes("readFile", path=path, offset=6, size=3) == b"wor"
        assert await app.bytes("readFile", path=path, offset=99) == b""
        assert await app.call("writeFile", b"x", path=path) == {"result": 1}
        assert path.read_bytes() == b"x"
        await refused(errno.EEXIST, app.call("writeFile", b"y", path=path, flags="wx"))
        await refused(errno.EBADF, app.call("writeFile", b"y", path=path, flags="r"))
        assert path.read_bytes() == b"x"


async def test_the_mode_of_a_new_file_is_the_one_asked_for(opened: Opener, tmp_path: Path) -> None:
    async with opened() as app:
        await app.call("writeFile", b"", path=tmp_path / "tool", mode=0o700)
    assert stat.S_IMODE((tmp_path / "tool").stat().st_mode) == 0o700


async def test_a_large_file_is_answered_as_a_range_of_an_open_file(opened: Opener, tmp_path: Path) -> None:
    path = tmp_path / "sparse"
    with path.open("wb") as file:
        file.truncate(2 << 30)
        file.seek((2 << 30) - 4)
        file.write(b"tail")
    async with opened() as app:
        answer = await app.call("readFile", path=path)
        assert isinstance(answer, FileResponse)
        assert (answer.offset, answer.length) == (0, 2 << 30)
        os.close(answer.fd)
        assert await app.bytes("readFile", path=path, offset=(2 << 30) - 4) == b"tail"
        await app.call("open", id=1, path=path, flags=os.O_RDONLY, mode=0)
        answer = await app.call("read", id=1, size=3 << 30, offset=1 << 30)
        assert isinstance(answer, FileResponse)
        assert (answer.offset, answer.length) == (1 << 30, 1 << 30)
        assert answer.fd != app.fs.descriptors.get(app.window, "1").fd
        os.close(answer.fd)
        assert await app.bytes("read", id=1, size=100, offset=(2 << 30) - 4) == b"tail"


async def test_two_large_reads_of_one_descriptor_do_not_share_a_position(opened: Opener, tmp_path: Path) -> None:
    path = tmp_path / "data"
    path.write_bytes(b"a" * (SMALL * 4))
    async with opened() as app:
        await app.call("open", id=1, path=path, flags=os.O_RDONLY, mode=0)
        first = await app.call("read", id=1, size=SMALL * 2, offset=0)
        second = await app.call("read", id=1, size=SMALL * 2, offset=0)
        os.lseek(first.fd, 77, os.SEEK_SET)
        assert os.lseek(second.fd, 0, os.SEEK_CUR) == 0
        os.close(first.fd)
        os.close(second.fd)


async def test_what_the_kernel_makes_up_is_read_though_it_has_no_size(opened: Opener) -> None:
    async with opened() as app:
        assert b"Name:" in await app.bytes("readFile", path="/proc/self/status")


async def test_a_descriptor_reads_and_writes_anywhere(opened: Opener, tmp_path: Path) -> None:
    path = tmp_path / "data"
    async with opened() as app:
        answer = await app.call("open", id="18446744073709551615", path=path, flags="w+", mode=0o600)
        assert answer["id"] == "18446744073709551615"
        assert os.fstat(answer["fd"]).st_ino == path.stat().st_ino
        id = answer["id"]
        assert await app.call("write", b"hello", id=id, offset=0) == {"id": id, "result": 5}
        assert await app.call("write", b"", id=id, offset=0) == {"id": id, "result": 0}
        assert await app.call("write", b"J", id=id, offset=0) == {"id": id, "result": 1}
        assert await app.bytes("read", id=id, size=3, offset=0) == b"Jel"
        assert await app.bytes("read", id=id, size=9, offset=3) == b"lo"
        assert await app.bytes("read", id=id, size=9, offset=5) == b""
        assert await app.bytes("read", id=id, size=0, offset=0) == b""
        assert await app.call("ftruncate", id=id, offset=2) == {"result": 0}
        assert await app.call("fsync", id=id) == {"result": 0}
        assert await app.call("fdatasync", id=id) == {"result": 0}
        assert (await app.call("fstat", id=id))["st_size"] == "2"
        assert await app.call("close", id=id) == answer
        assert path.read_bytes() == b"Je"


async def test_a_negative_offset_goes_on_where_the_last_one_ended(opened: Opener, tmp_path: Path) -> None:
    async with opened() as app:
        await app.call("open", id=1, path=tmp_path / "data", flags="w+", mode=0o600)
        await app.call("write", b"abc", id=1, offset=-1)
        await app.call("write", b"def", id=1, offset=-1)
        assert await app.bytes("read", id=1, size=9, offset=0) == b"abcdef"
        await app.call("open", id=2, path=tmp_path / "data", flags="r", mode=0)
        assert await app.bytes("read", id=2, size=4, offset=-1) == b"abcd"
        assert await app.bytes("read", id=2, size=4, offset=-1) == b"ef"


async def test_reading_what_was_opened_for_writing_is_refused(opened: Opener, tmp_path: Path) -> None:
    (tmp_path / "data").write_bytes(b"x" * SMALL * 2)
    async with opened() as app:
        await app.call("open", id=1, path=tmp_path / "data", flags=os.O_WRONLY, mode=0)
        await refused(errno.EBADF, app.call("read", id=1, size=5, offset=0), id="1")
        await refused(errno.EBADF, app.call("read", id=1, size=SMALL * 2, offset=0), id="1")


async def test_unknown_descriptors_are_told_as_the_contract_says(opened: Opener, tmp_path: Path) -> None:
    async with opened() as app:
        await app.call("opendir", id=1, path=tmp_path)
        cases: list[tuple[str, str, str, dict[str, Any]]] = [
            ("close", "7", "file", {}),
            ("read", "7", "file", {"size": 1, "offset": 0}),
            ("fstat", "7", "file", {}),
            ("retainOpenDescriptor", "7", "file", {}),
            ("close", "1", "file", {}),
            ("closedir", "7", "directory", {}),
            ("readdir", "7", "directory", {"entries": 1}),
        ]
        for name, id, kind, more in cases:
            with pytest.raises(NotFound) as caught:
                await app.call(name, id=id, **more)
            assert caught.value.as_err() == {
                "id": id,
                "code": "ENOTOPEN",
                "type": "NotFoundError",
                "message": f"No {kind} descriptor found with that id",
            }
            assert caught.value.status == 404


async def test_failures_carry_the_id_and_the_negative_errno(opened: Opener, tmp_path: Path) -> None:
    async with opened() as app:
        missing = tmp_path / "missing"
        await refused(errno.ENOENT, app.call("open", id=5, path=missing, flags=0, mode=0), id="5", type="ErrnoError")
        await refused(errno.ENOENT, app.call("opendir", id=5, path=missing), id="5")
        await refused(errno.ENOTDIR, app.call("opendir", id=5, path=__file__), id="5")
        await refused(errno.ENOENT, app.call("stat", path=missing), id=None)
        await refused(errno.EISDIR, app.call("readFile", path=tmp_path), id=None)
        await refused(errno.EISDIR, app.call("writeFile", path=tmp_path), id=None)
        await refused(errno.EINVAL, app.call("open", id=5, path=tmp_path / "x", flags=os.O_PATH, mode=0), id="5")
        await refused(errno.ENAMETOOLONG, app.call("stat", path=tmp_path / ("n" * 256)), id=None)
        await refused(errno.ENAMETOOLONG, app.call("stat", path="/" + "d/" * 3000), id=None)
        assert await app.call("getOpenDescriptors") == []


async def test_an_id_is_a_decimal_number_used_once(opened: Opener, tmp_path: Path) -> None:
    async with opened() as app:
        for id in ("x", "-1", "1.5", "18446744073709551616", "٣", "1" * 5000):
            with pytest.raises(InvalidArgument, match="as an id"):
                await app.call("opendir", id=id, path=tmp_path)
        await app.call("opendir", id=1, path=tmp_path)
        with pytest.raises(InvalidArgument, match='id "1" is in use'):
            await app.call("opendir", id=1, path=tmp_path)


async def test_the_stat_object_has_every_number_as_text(opened: Opener, tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"12345")
    os.utime(path, ns=(-1, 1_700_000_000_123_456_789))
    (tmp_path / "link").symlink_to("file")
    async with opened() as app:
        answer = await app.call("stat", path=tmp_path / "link")
        linked = await app.call("lstat", path=tmp_path / "link")
    real = path.stat()
    assert {
        key: answer[key] for key in ("st_size", "st_ino", "st_dev", "st_mode", "st_nlink", "st_flags", "st_gen")
    } == {
        "st_size": "5",
        "st_ino": str(real.st_ino),
        "st_dev": str(real.st_dev),
        "st_mode": str(real.st_mode),
        "st_nlink": "1",
        "st_flags": "0",
        "st_gen": "0",
    }
    assert answer["st_mtim"] == {"tv_sec": "1700000000", "tv_nsec": "123456789"}
    assert answer["st_atim"] == {"tv_sec": "-1", "tv_nsec": "999999999"}
    assert 0 < int(answer["st_birthtim"]["tv_sec"]) <= int(answer["st_ctim"]["tv_sec"])
    assert set(answer) == set(Stat.__annotations__)
    assert stat.S_ISLNK(int(linked["st_mode"]))


async def test_folders_are_made_listed_and_removed(opened: Opener, tmp_path: Path) -> None:
    async with opened() as app:
        deep = tmp_path / "a" / "b" / "c"
        await refused(errno.ENOENT, app.call("mkdir", path=deep, mode=0o755))
        assert await app.call("mkdir", path=deep, mode=0o755, recursive=True) == {
            "result": 0,
            "path": str(tmp_path / "a"),
        }
        assert await app.call("mkdir", path=deep, mode=0o755, recursive=True) == {"result": 0}
        await refused(errno.EEXIST, app.call("mkdir", path=deep, mode=0o755))
        (deep / "file").touch()
        await refused(errno.EEXIST, app.call("mkdir", path=deep / "file", mode=0o755, recursive=True))
        await refused(errno.ENOTDIR, app.call("mkdir", path=deep / "file" / "x", mode=0o755, recursive=True))
        await refused(errno.ENOTEMPTY, app.call("rmdir", path=deep))
        await app.call("unlink", path=deep / "file")
        assert await app.call("rmdir", path=f"{deep}/") == {"result": 0}
        made = await app.call("mkdtemp", prefix=tmp_path / "tmp-")
        assert Path(made["path"]).name.startswith("tmp-")
        assert len(Path(made["path"]).name) == 10
        assert stat.S_IMODE(os.stat(made["path"]).st_mode) == 0o700


async def test_a_folder_is_read_piece_by_piece(opened: Opener, tmp_path: Path) -> None:
    folder = tmp_path / "many"
    folder.mkdir()
    names = {f"file {number}" for number in range(3000)}
    for name in names:
        (folder / name).touch()
    async with opened() as app:
        await app.call("opendir", id=1, path=folder)
        seen: list[str] = []
        while entries := await app.call("readdir", id=1, entries=256):
            assert len(entries) <= 256
            seen += [unquote_to_bytes(entry["name"]).decode() for entry in entries]
        assert len(seen) == 3000
        assert set(seen) == names
        assert await app.call("readdir", id=1, entries=256) == []
        await app.call("closedir", id=1)
        assert len(await app.call("readdir", path=folder)) == 3000
        for entries in ("0", "-1"):
            with pytest.raises(InvalidArgument, match="entries"):
                await app.call("readdir", id=1, entries=entries)
        with pytest.raises(InvalidArgument, match="Expecting 'id'"):
            await app.call("readdir")


async def test_a_folder_that_was_closed_meanwhile_ends_no_listing_in_progress(opened: Opener, tmp_path: Path) -> None:
    async with opened() as app:
        await app.call("opendir", id=1, path=tmp_path)
        descriptor = app.fs.descriptors.get(app.window, "1")
        with descriptor.use() as fd:
            await app.call("closedir", id=1)
            os.fstat(fd)
        with pytest.raises(OSError, match="Bad file descriptor"):
            os.fstat(fd)


async def test_every_kind_of_entry_has_its_number(opened: Opener, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    (tmp_path / "folder").mkdir()
    (tmp_path / "link").symlink_to("nowhere")
    os.mkfifo(tmp_path / "fifo")
    async with opened() as app:
        entries = {entry["name"]: entry["type"] for entry in await app.call("readdir", path=tmp_path)}
        devices = {entry["name"]: entry["type"] for entry in await app.call("readdir", path="/dev")}
    assert {name: entries[name] for name in ("file", "folder", "link", "fifo")} == {
        "file": CONSTANTS["UV_DIRENT_FILE"],
        "folder": CONSTANTS["UV_DIRENT_DIR"],
        "link": CONSTANTS["UV_DIRENT_LINK"],
        "fifo": CONSTANTS["UV_DIRENT_FIFO"],
    }
    assert devices["null"] == CONSTANTS["UV_DIRENT_CHAR"]


@pytest.mark.parametrize(
    "raw", [b"line\nbreak", b"per%20cent", b"\xff\xfe not utf-8", b" ", b"a\\b", "café ☃".encode(), b"?#&="]
)
async def test_odd_names_survive_both_ways(opened: Opener, tmp_path: Path, raw: bytes) -> None:
    folder = tmp_path / "odd"
    folder.mkdir()
    async with opened() as app:
        as_text = os.path.join(str(folder), os.fsdecode(raw))
        await app.call("writeFile", b"1", path=as_text)
        assert os.listdir(os.fsencode(folder)) == [raw]
        (entry,) = await app.call("readdir", path=folder)
        assert unquote_to_bytes(entry["name"]) == raw
        assert await app.bytes("readFile", path=f"file://{folder}/{entry['name']}") == b"1"
        answer = await app.call("realpath", path=as_text)
        assert unquote_to_bytes(answer["encoded"]) == os.fsencode(folder) + b"/" + raw
        assert answer["path"].encode("utf-8")
        await app.call("rm", path=f"file://{folder}/{entry['name']}")
        assert os.listdir(folder) == []


async def test_names_change_and_links_are_made(opened: Opener, tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"1")
    async with opened() as app:
        assert await app.call("rename", src=tmp_path / "a", dest=tmp_path / "b") == {"result": 0}
        mode = (await app.call("link", src=tmp_path / "b", dest=tmp_path / "hard"))["mode"]
        assert stat.S_ISREG(mode)
        assert (tmp_path / "hard").stat().st_nlink == 2
        mode = (await app.call("symlink", src="b", dest=tmp_path / "soft", flags=0))["mode"]
        assert stat.S_ISLNK(mode)
        assert (await app.call("readlink", path=tmp_path / "soft"))["path"] == "b"
        assert (await app.call("realpath", path=tmp_path / "soft"))["path"] == str((tmp_path / "b").resolve())
        await refused(errno.EINVAL, app.call("readlink", path=tmp_path / "b"))
        await refused(errno.ENOTDIR, app.call("rename", src=f"{tmp_path}/b/", dest=tmp_path / "c"))
        await refused(errno.ENOTDIR, app.call("unlink", path=f"{tmp_path}/b/"))


async def test_rights_owners_and_times_change(opened: Opener, tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"12345")
    (tmp_path / "link").symlink_to("file")
    async with opened() as app:
        assert await app.call("chmod", path=tmp_path / "link", mode=0o600) == {"mode": 0o600}
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        mode = path.stat().st_mode
        assert await app.call("chown", path=path, uid=os.getuid(), gid=-1) == {"mode": mode}
        assert stat.S_ISLNK((await app.call("lchown", path=tmp_path / "link", uid=-1, gid=-1))["mode"])
        await app.call("utimes", path=tmp_path / "link", atime=1, mtime=2.5)
        assert (path.stat().st_atime_ns, path.stat().st_mtime_ns) == (1_000_000_000, 2_500_000_000)
        await app.call("lutimes", path=tmp_path / "link", atime=3, mtime=4)
        assert os.lstat(tmp_path / "link").st_mtime == 4
        assert path.stat().st_mtime == 2.5
        await app.call("truncate", path=path, offset=2)
        assert path.read_bytes() == b"12"
        await refused(errno.EINVAL, app.call("truncate", path=path, offset=-1))
        assert await app.call("access", path=path, mode=os.R_OK) == {"mode": os.R_OK}
        await refused(errno.EACCES, app.call("access", path=path, mode=os.X_OK))
        await refused(errno.EINVAL, app.call("access", path=path, mode=99))
        await app.call("open", id=1, path=path, flags="r+", mode=0)
        await app.call("futimes", id=1, atime=5, mtime=6)
        await app.call("fchmod", id=1, mode=0o640)
        await app.call("fchown", id=1, uid=-1, gid=-1)
        assert (path.stat().st_mtime, stat.S_IMODE(path.stat().st_mode)) == (6, 0o640)
        for time, why in (("nan", "not finite"), ("inf", "not finite"), ("1e300", "as a time")):
            with pytest.raises(InvalidArgument, match=why):
                await app.call("utimes", path=path, atime=time, mtime=1)
        with pytest.raises(InvalidArgument, match="more than 64 bits"):
            await app.call("chown", path=path, uid=1 << 70, gid=0)


async def test_trees_are_removed_without_following_links(opened: Opener, tree: Path) -> None:
    top = tree / "app" / "top"
    (top / "a" / "b").mkdir(parents=True)
    (top / "a" / "file").touch()
    (top / "out").symlink_to(tree / "outside")
    async with opened() as app:
        await refused(errno.EISDIR, app.call("rm", path=top))
        assert await app.call("rm", path=top, recursive=True) == {"result": 0}
        await refused(errno.ENOENT, app.call("rm", path=top))
        assert await app.call("rm", path=top, force=True) == {"result": 0}
    assert (tree / "outside" / "secret").exists()
    assert not top.exists()


@pytest.mark.parametrize("flags", [0, CONSTANTS["COPYFILE_FICLONE"]])
async def test_a_copy_has_the_bytes_the_rights_and_the_holes(opened: Opener, tmp_path: Path, flags: int) -> None:
    source, target = tmp_path / "source", tmp_path / "target"
    with source.open("wb") as file:
        file.write(b"head")
        file.seek(64 << 20)
        file.write(b"tail")
        file.truncate(100 << 20)
    source.chmod(0o640)
    async with opened() as app:
        assert await app.call("copyFile", src=source, dest=target, flags=flags) == {"result": 0}
        assert target.stat().st_size == 100 << 20
        assert target.stat().st_blocks <= source.stat().st_blocks + 64
        assert stat.S_IMODE(target.stat().st_mode) == 0o640
        with target.open("rb") as file:
            assert file.read(5) == b"head\0"
            file.seek((64 << 20) - 1)
            assert file.read(6) == b"\0tail\0"
        await refused(errno.EEXIST, app.call("copyFile", src=source, dest=target, flags=1))
        await refused(errno.EINVAL, app.call("copyFile", src=source, dest=target, flags=64))
        await refused(errno.EISDIR, app.call("copyFile", src=tmp_path, dest=tmp_path / "x", flags=0))
        source.write_bytes(b"short")
        await app.call("copyFile", src=source, dest=target, flags=0)
        assert target.read_bytes() == b"short"
        await app.call("copyFile", src=source, dest=source, flags=0)
        assert source.read_bytes() == b"short"


async def test_a_file_without_a_size_is_copied(opened: Opener, tmp_path: Path) -> None:
    async with opened() as app:
        await app.call("copyFile", src="/proc/self/status", dest=tmp_path / "status", flags=0)
    assert b"Name:" in (tmp_path / "status").read_bytes()


async def test_a_file_system_tells_its_kind_and_sizes(opened: Opener, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    async with opened() as app:
        told = await app.call("statfs", path=tmp_path / "file")
        await refused(errno.ENOENT, app.call("statfs", path=tmp_path / "none"))
    known = os.statvfs(tmp_path)
    assert (told["bsize"], told["blocks"], told["files"]) == tuple(
        map(str, (known.f_bsize, known.f_blocks, known.f_files))
    )
    command = ["stat", "--file-system", "--format=%t", str(tmp_path)]
    kind = await anyio.run_process(command)
    assert int(told["type"]) == int(kind.stdout, 16)


async def test_what_is_busy_is_removed_later(opened: Opener, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    refusals = [errno.EBUSY, errno.ENOTEMPTY]
    real = trees.remove

    def remove(*args: Any, **kwargs: Any) -> None:
        if refusals:
            raise OSError(refusals.pop(), "not now")
        real(*args, **kwargs)

    monkeypatch.setattr(trees, "remove", remove)
    (tmp_path / "folder").mkdir()
    async with opened() as app:
        await refused(errno.ENOTEMPTY, app.call("rm", path=tmp_path / "folder", recursive=True, retryDelay=0))
        await app.call("rm", path=tmp_path / "folder", recursive=True, maxRetries=1, retryDelay=1)
        assert not (tmp_path / "folder").exists()
        refusals.append(errno.EACCES)
        await refused(errno.EACCES, app.call("rm", path=tmp_path / "folder", recursive=True, maxRetries=9))


async def test_a_folder_is_listed_in_the_order_of_bytes(opened: Opener, tmp_path: Path) -> None:
    names = [b"b", b"B", b"%", b"\xc3\xa9", b"\xff", b"a-1", b"a"]
    (tmp_path / "folder").mkdir()
    for name in names:
        os.close(os.open(os.fsencode(tmp_path) + b"/folder/" + name, os.O_CREAT))
    async with opened() as app:
        listed = [unquote_to_bytes(entry["name"]) for entry in await app.call("readdir", path=tmp_path / "folder")]
    assert listed == sorted(names)


async def test_constants_are_this_platforms(opened: Opener) -> None:
    async with opened() as app:
        constants = await app.call("constants")
    assert constants["O_CREAT"] == os.O_CREAT
    assert constants["S_IFMT"] == 0o170000
    assert constants["UV_FS_COPYFILE_FICLONE_FORCE"] == 4
    assert constants["X_OK"] == os.X_OK
    assert all(isinstance(value, int) for value in constants.values())


async def test_required_parameters_are_required(opened: Opener) -> None:
    cases: list[tuple[str, dict[str, Any]]] = [("open", {"id": 1, "path": "/x", "mode": 0}), ("stat", {})]
    async with opened() as app:
        for name, params in cases:
            with pytest.raises(InvalidArgument, match="Expecting"):
                await app.call(name, **params)
