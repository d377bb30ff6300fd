"""Archives alone: what was packed comes out, and no archive, however it is made, writes anything else or elsewhere."""

from __future__ import annotations

import hashlib
import lzma
import os
import stat
import tarfile
import tempfile
import tracemalloc
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from oro_updater.archive import assemble
from oro_updater.author.packing import write_patch, write_whole
from oro_updater.errors import UpdateRefused
from oro_updater.manifest import Entry, Manifest

Tree = Mapping[str, tuple[bytes, bool]]
"""Contents of files, and whether they can be executed, by path."""

NAMES = st.sampled_from(["a", "b", "A", "tea", "ä", "x" * 120, " ", "a b", "-", "nul\n"])
PATHS = st.lists(NAMES, min_size=1, max_size=3).map("/".join)
CONTENTS = st.binary(max_size=40) | st.integers(0, 9).map(lambda seed: bytes([seed]) * 3000)
TREES = st.dictionaries(PATHS, st.tuples(CONTENTS, st.booleans()), max_size=6).filter(
    lambda tree: not any(one != other and other.startswith(f"{one}/") for one in tree for other in tree)
)
NASTY = st.sampled_from(
    [
        "a", "files", "files/a", "files/../a", "files/../../a", "../a", "../../canary/x", "/a", "/etc/passwd",
        "a/../../x", "a/..", "..", ".", "", "//a", "a//b", "a/", "a\\b", "C:/a", "C:a", "~/a", "a\0b", "link/x",
        "files/link/x", "A", "files/A", "patches/a", "patches/../a", "manifest.json", "files/manifest.json",
        "./a", "files/./a", "a:b",
    ]
)  # fmt: skip
TYPES = st.sampled_from(
    [
        tarfile.REGTYPE, tarfile.AREGTYPE, tarfile.LNKTYPE, tarfile.SYMTYPE, tarfile.CHRTYPE, tarfile.BLKTYPE,
        tarfile.DIRTYPE, tarfile.FIFOTYPE, tarfile.CONTTYPE, tarfile.GNUTYPE_SPARSE, b"Z",
    ]
)  # fmt: skip
TARGETS = st.sampled_from(["a", "files/a", "../canary", "../../canary", "/", "/etc", "..", ".", "link", ""])
MODES = st.sampled_from([0, 0o644, 0o755, 0o777, 0o4755, 0o2777, 0o1777, 0o7777])


@contextmanager
def place() -> Iterator[Path]:
    """Give a folder with an empty one to unpack into, `out`, beside one that has to stay as it is, `canary`."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "out").mkdir()
        (folder / "canary").mkdir()
        (folder / "canary" / "bird").write_bytes(b"alive")
        yield folder
        assert sorted(path.name for path in folder.iterdir() if path.name not in ("archive", "old", "new")) == [
            "canary", "out",
        ]  # fmt: skip
        assert [path.name for path in (folder / "canary").iterdir()] == ["bird"]
        assert (folder / "canary" / "bird").read_bytes() == b"alive"


def plant(folder: Path, tree: Tree) -> Path:
    """Write a tree."""
    folder.mkdir()
    for name, (content, executable) in tree.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
        (folder / name).chmod(0o755 if executable else 0o644)
    return folder


def found(folder: Path) -> Tree:
    """Return a tree that was written; fail on anything but files and folders."""
    tree = {}
    for path in folder.rglob("*"):
        mode = path.lstat().st_mode
        assert stat.S_ISREG(mode) or stat.S_ISDIR(mode), path
        assert not mode & (stat.S_ISUID | stat.S_ISGID | stat.S_ISVTX | stat.S_IWOTH), path
        if stat.S_ISREG(mode):
            tree[path.relative_to(folder).as_posix()] = (path.read_bytes(), bool(mode & 0o100))
    return tree


def manifest_of(folder: Path, platform: str = "linux_x86_64") -> Manifest:
    return Manifest.of(folder, app="org.example.tea", version="2.0", platform=platform, check=nothing)


def described(tree: Tree) -> Manifest:
    """Return the manifest of a tree that is nowhere."""
    entries = [
        Entry(path=path, size=len(content), sha256=hashlib.sha256(content).hexdigest(), executable=executable)
        for path, (content, executable) in sorted(tree.items())
    ]
    return Manifest(app="org.example.tea", version="2.0", platform="linux_x86_64", entries=entries)


def digest_of(manifest: Manifest) -> str:
    return hashlib.sha256(manifest.encode()).hexdigest()


def member(
    name: str, content: bytes = b"", kind: bytes = tarfile.REGTYPE, target: str = "", mode: int = 0o644
) -> bytes:
    """Return a member of a tar as bytes, whatever its name, kind and target are."""
    info = tarfile.TarInfo(name)
    info.size, info.type, info.linkname, info.mode = len(content), kind, target, mode
    return info.tobuf(tarfile.PAX_FORMAT) + content + bytes(-len(content) % tarfile.BLOCKSIZE)


def pack(path: Path, members: Sequence[bytes]) -> Path:
    """Write an archive of members."""
    path.write_bytes(lzma.compress(b"".join(members) + bytes(2 * tarfile.BLOCKSIZE), preset=0))
    return path


def whole(tree: Tree) -> list[bytes]:
    """Return the members of an archive as an author's tools would write them."""
    files = [member(f"files/{path}", content) for path, (content, _) in sorted(tree.items())]
    return [member("manifest.json", described(tree).encode()), *files]


def nothing() -> None:
    """Check nothing."""


@settings(max_examples=25)  # compressing as authors do takes long
@given(TREES)
def test_what_was_packed_comes_out(tree: Tree) -> None:
    with place() as folder:
        built = plant(folder / "new", tree)
        manifest = manifest_of(built)
        write_whole(built, manifest, folder / "archive", nothing)
        assert assemble(folder / "archive", folder / "out", None, digest_of(manifest), nothing) == manifest
        assert found(folder / "out") == tree


@settings(max_examples=25)  # compressing as authors do takes long
@given(TREES, TREES)
def test_a_patch_makes_the_new_version_of_the_old_one(old: Tree, new: Tree) -> None:
    with place() as folder:
        before, after = plant(folder / "old", old), plant(folder / "new", new)
        manifest = manifest_of(after)
        write_patch(after, manifest, before, manifest_of(before), folder / "archive", nothing)
        assemble(folder / "archive", folder / "out", before, digest_of(manifest), nothing)
        assert found(folder / "out") == new
        assert found(before) == old


@given(st.data(), TREES.filter(bool), NASTY, TYPES, TARGETS, MODES, st.binary(max_size=9))
def test_members_that_are_not_in_the_manifest_are_refused(
    data: st.DataObject, tree: Tree, name: str, kind: bytes, target: str, mode: int, content: bytes
) -> None:
    members = whole(tree)
    extra = member(
        name, content if kind in (tarfile.REGTYPE, tarfile.AREGTYPE, tarfile.CONTTYPE) else b"", kind, target, mode
    )
    members.insert(data.draw(st.integers(0, len(members)), "place"), extra)
    with place() as folder, pytest.raises(UpdateRefused, match=r"^Cannot unpack an update: "):
        assemble(pack(folder / "archive", members), folder / "out", None, digest_of(described(tree)), nothing)


@given(st.data(), TREES.filter(bool), TYPES, TARGETS, MODES)
def test_a_file_that_comes_as_something_else_is_a_file_or_refused(
    data: st.DataObject, tree: Tree, kind: bytes, target: str, mode: int
) -> None:
    members = whole(tree)
    paths = sorted(tree)
    at = data.draw(st.integers(0, len(paths) - 1), "file")
    content = tree[paths[at]][0] if kind in (tarfile.REGTYPE, tarfile.AREGTYPE, tarfile.CONTTYPE) else b""
    members[at + 1] = member(f"files/{paths[at]}", content, kind, target, mode)
    with place() as folder:
        archive = pack(folder / "archive", members)
        try:
            assemble(archive, folder / "out", None, digest_of(described(tree)), nothing)
        except UpdateRefused:
            assert kind not in (tarfile.REGTYPE, tarfile.AREGTYPE, tarfile.CONTTYPE)
        else:
            assert found(folder / "out") == tree, "modes are the manifest's"


ENTRIES = st.builds(
    Entry,
    path=NASTY | PATHS,
    kind=st.sampled_from(["file", "link", "folder"]),
    sha256=st.just(hashlib.sha256(b"").hexdigest()),
    executable=st.booleans(),
    target=TARGETS,
)


@given(st.lists(ENTRIES, max_size=5), st.sampled_from(["linux_x86_64", "win_amd64", "macosx_14_0_arm64"]))
def test_a_manifest_leads_nowhere_else(entries: Sequence[Entry], platform: str) -> None:
    manifest = Manifest(app="a", version="2.0", platform=platform, entries=entries)
    files = [member(f"files/{entry.path}") for entry in entries if entry.kind == "file"]
    with place() as folder:
        archive = pack(folder / "archive", [member("manifest.json", manifest.encode()), *files])
        try:
            assemble(archive, folder / "out", None, digest_of(manifest), nothing)
        except UpdateRefused:
            return
        inside = os.path.realpath(folder / "out")
        for path in (folder / "out").rglob("*"):
            assert os.path.realpath(path).startswith(f"{inside}{os.sep}") or os.path.realpath(path) == inside
        for entry in entries:
            assert os.path.lexists(folder / "out" / entry.path)


RECORDS = st.sampled_from(
    [
        b"path=../canary/x", b"path=files/a", b"linkpath=/etc", b"size=-5", b"size=99999999999999999999", b"size=x",
        b"mtime=x", b"GNU.sparse.size=x", b"GNU.sparse.map=1,x", b"GNU.sparse.offset=x", b"GNU.sparse.numbytes=1",
        b"uid=-1",
        b"GNU.sparse.major=1", b"GNU.sparse.minor=0", b"GNU.sparse.realsize=99999999999", b"GNU.sparse.name=../x",
        b"hdrcharset=BINARY", b"path=\xff", b"=", b"path", b"mode=07777",
    ]
)  # fmt: skip


@given(st.lists(RECORDS, max_size=3), st.sampled_from([tarfile.XHDTYPE, tarfile.XGLTYPE, tarfile.SOLARIS_XHDTYPE]))
def test_headers_that_mean_harm_change_nothing(records: Sequence[bytes], kind: bytes) -> None:
    tree = {"a": (b"tea", True), "b": (b"", False)}
    members = whole(tree)
    text = b"".join(b"%d %s\n" % (len(each) + 4, each) for each in records)
    members.insert(1, member("extended", text, kind))
    with place() as folder:
        try:
            assemble(pack(folder / "archive", members), folder / "out", None, digest_of(described(tree)), nothing)
        except UpdateRefused:
            return
        assert found(folder / "out") == tree


@given(st.data(), TREES)
def test_a_damaged_archive_is_refused_or_whole(data: st.DataObject, tree: Tree) -> None:
    raw = bytearray(b"".join(whole(tree)) + bytes(2 * tarfile.BLOCKSIZE))
    for _ in range(data.draw(st.integers(1, 4))):
        raw[data.draw(st.integers(0, len(raw) - 1))] = data.draw(st.integers(0, 255))
    end = data.draw(st.none() | st.integers(0, len(raw)))
    packed = lzma.compress(bytes(raw[:end]), preset=0)
    packed = packed[: data.draw(st.none() | st.integers(0, len(packed)))]
    with place() as folder:
        (folder / "archive").write_bytes(packed)
        try:
            assemble(folder / "archive", folder / "out", None, digest_of(described(tree)), nothing)
        except UpdateRefused:
            return
        assert found(folder / "out") == tree


@pytest.mark.parametrize(
    ("platform", "names", "refused"),
    [
        ("linux_x86_64", ("Tea", "tea"), False),
        ("win_amd64", ("Tea", "tea"), True),
        ("macosx_14_0_arm64", ("Tea", "tea"), True),
        ("macosx_14_0_arm64", ("\u00e9", "e\u0301"), True),
        ("win_amd64", ("Tea", "tea/leaf"), True),
        ("win_amd64", ("Tea/a", "tea/b"), False),
        ("linux_x86_64", ("tea", "tea/leaf"), True),
        ("linux_x86_64", ("tea", "tea"), True),
    ],
)
def test_two_files_at_one_place(platform: str, names: tuple[str, str], refused: bool) -> None:
    manifest = Manifest(app="a", version="2.0", platform=platform, entries=[Entry(path=name) for name in names])
    if refused:
        with pytest.raises(UpdateRefused, match="lies where another of its files does"):
            manifest.verify()
    else:
        manifest.verify()


def test_a_name_that_is_not_utf8_cannot_be_published(tmp_path: Path) -> None:
    (tmp_path / os.fsdecode(b"te\xff")).write_bytes(b"")
    with pytest.raises(UpdateRefused, match=r"^Cannot publish b.*xff.*: its name or target is not UTF-8"):
        manifest_of(tmp_path)


@pytest.mark.parametrize("kind", [tarfile.REGTYPE, tarfile.XHDTYPE, tarfile.GNUTYPE_LONGNAME])
@pytest.mark.parametrize("first", [True, False], ids=["before the manifest", "after it"])
def test_a_small_archive_of_a_large_tar_is_refused(kind: bytes, first: bool) -> None:
    tree = {"a": (b"1", False)}
    large = member("files/a", bytes(24 << 20), kind)
    members = [large, *whole(tree)] if first else [*whole(tree)[:1], large]
    with place() as folder:
        archive = pack(folder / "archive", members)
        del members, large
        assert archive.stat().st_size < 100_000
        tracemalloc.start()
        try:
            with pytest.raises(UpdateRefused):
                assemble(archive, folder / "out", None, digest_of(described(tree)), nothing)
            _, most = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
        assert most < 4 << 20
        assert not found(folder / "out").get("a", (b"",))[0].strip(b"\0"), "no more of it than was signed"
