"""Images built, unpacked, kept and found."""

from __future__ import annotations

import io
import os
import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from oro_container.core.entry import Entry
from oro_container.core.images.archive import read_entries, write_entries
from oro_container.core.images.errors import BadArchive
from oro_container.errors import BadImage, NoSuchImage
from oro_container.images import finding
from oro_container.images.archives import build, unpack
from oro_container.images.compression import ZstdFile
from oro_container.images.image import open_image
from oro_container.images.store import ImageStore


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return an image as a folder."""
    made = tmp_path / "made"
    (made / "base" / "bin").mkdir(parents=True)
    (made / "container.toml").write_text('name = "blog"\nversion = "1.2"\nlayers = ["base"]\n')
    (made / "base" / "bin" / "run").write_text("#!/bin/sh\n")
    (made / "base" / "bin" / "run").chmod(0o755)
    (made / "base" / "start").symlink_to("bin/run")
    return made


def archive_of(path: Path, *items: tuple[tarfile.TarInfo, bytes]) -> Path:
    with ZstdFile(path, "wb") as file, tarfile.open(fileobj=file, mode="w|") as tar:
        for item, data in items:
            item.size = len(data)
            tar.addfile(item, io.BytesIO(data))
    return path


def item(name: str, kind: bytes = tarfile.REGTYPE, target: str = "") -> tuple[tarfile.TarInfo, bytes]:
    made = tarfile.TarInfo(name)
    made.type, made.linkname = kind, target
    return made, b""


def test_an_archive_is_the_same_whenever_it_is_built(folder: Path, tmp_path: Path) -> None:
    first = build(folder, tmp_path)
    assert first.name == "blog-1.2.tar.zst"
    os.utime(folder / "base" / "bin" / "run", (1, 1))
    (folder / ".git").mkdir()
    assert build(folder, tmp_path / "second.tar.zst").read_bytes() == first.read_bytes()


def test_an_archive_unpacks_to_what_it_was_built_of(folder: Path, tmp_path: Path) -> None:
    target = tmp_path / "target"
    target.mkdir()
    unpack(build(folder, tmp_path), target)
    assert (target / "base" / "start").readlink() == Path("bin/run")
    assert os.access(target / "base" / "bin" / "run", os.X_OK)
    assert not os.access(target / "container.toml", os.X_OK)
    assert open_image(target).layers == (target / "base",)


@pytest.mark.parametrize(
    ("items", "why"),
    [
        ([item("../a")], "leads out"),
        ([item("/a")], "leads out"),
        ([item("a/../../b")], "leads out"),
        ([item("a", tarfile.SYMTYPE, "/etc/passwd")], "link out"),
        ([item("a", tarfile.SYMTYPE, "../b")], "link out"),
        ([item("d/a", tarfile.SYMTYPE, "../../b")], "link out"),
        ([item("d/a", tarfile.SYMTYPE, "b/../..")], "link out"),
        ([item("a", tarfile.SYMTYPE, "b"), item("a/c")], "through what is no folder"),
        ([item("a"), item("a")], "twice"),
        ([item("a", tarfile.CHRTYPE)], "only"),
        ([item("a", tarfile.FIFOTYPE)], "only"),
        ([item("a", tarfile.LNKTYPE, "b")], "only"),
    ],
)
def test_what_no_image_has_is_refused(items: list[tuple[tarfile.TarInfo, bytes]], why: str, tmp_path: Path) -> None:
    target = tmp_path / "target"
    target.mkdir()
    with pytest.raises(BadImage, match=why):
        unpack(archive_of(tmp_path / "bad.tar.zst", *items), target)
    assert sorted(each.name for each in tmp_path.iterdir()) == ["bad.tar.zst", "target"]


@pytest.mark.parametrize("target", ["/etc/passwd", "../../outside", "base/../.."])
def test_a_folder_with_a_link_out_is_no_image(folder: Path, tmp_path: Path, target: str) -> None:
    (folder / "link").symlink_to(target)
    with pytest.raises(BadImage, match="link out"):
        build(folder, tmp_path)
    with pytest.raises(BadImage, match="link out"):
        ImageStore(tmp_path / "store").add(folder)
    assert not list(tmp_path.glob("*.tar.zst*"))


def test_a_folder_with_a_pipe_is_no_image(folder: Path, tmp_path: Path) -> None:
    os.mkfifo(folder / "pipe")
    with pytest.raises(BadImage, match='"pipe"'):
        ImageStore(tmp_path / "store").add(folder)


def test_a_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    bomb = archive_of(tmp_path / "bomb.tar.zst", (item("zeros")[0], bytes(10 << 20)))
    assert bomb.stat().st_size < 10_000
    with pytest.raises(BadImage, match="over 1,000,000 bytes"):
        unpack(bomb, tmp_path, most_bytes=1_000_000)
    assert not (tmp_path / "zeros").exists()


def test_what_is_no_archive_is_no_image(tmp_path: Path) -> None:
    bad = tmp_path / "bad.tar.zst"
    bad.write_bytes(b"no archive at all")
    with pytest.raises(BadImage, match=r"Cannot use \"bad.tar.zst\" as an image"):
        ImageStore(tmp_path / "store").add(bad)


names = st.from_regex(r"[a-c]{1,2}(/[a-c]{1,2}){0,2}", fullmatch=True)
entries = st.lists(
    st.builds(
        Entry, path=names, kind=st.just("file"), data=st.binary(max_size=20), mode=st.sampled_from([0o644, 0o755])
    ),
    unique_by=lambda each: each.path,
    max_size=5,
).filter(lambda found: not any(a.path.startswith(f"{b.path}/") for a in found for b in found))


@given(entries)
def test_entries_are_read_as_they_were_written(given_: list[Entry]) -> None:
    out = io.BytesIO()
    write_entries(given_, out)
    out.seek(0)
    assert list(read_entries(out)) == sorted(given_, key=lambda each: each.path)


@given(st.binary(max_size=2000))
def test_any_bytes_are_entries_or_an_error(data: bytes) -> None:
    try:
        for entry in read_entries(io.BytesIO(data)):
            assert ".." not in entry.path.split("/")
    except BadArchive:
        return


def test_the_store_keeps_files_once_and_names_them(folder: Path, tmp_path: Path) -> None:
    store = ImageStore(tmp_path / "store")
    first = store.add(folder)
    assert store.add(build(folder, tmp_path)) == first
    assert [each.digest for each in store.list()] == [first.digest]
    (folder / "container.toml").write_text('name = "blog"\nversion = "1.3"\n')
    second = store.add(folder)
    assert store.find("blog@1.2") == first
    assert store.find("blog") == second
    with pytest.raises(NoSuchImage, match=r'did you mean "blog"\?'):
        store.find("blok")
    assert store.remove("blog@1.2") == 1
    assert not first.folder.exists()
    assert store.remove("blog") == 1
    assert store.list() == []


def test_pruning_removes_what_has_no_name(folder: Path, tmp_path: Path) -> None:
    store = ImageStore(tmp_path / "store")
    old = store.add(folder)
    (folder / "base" / "more").write_bytes(bytes(100))
    new = store.add(folder)
    assert store.prune() > 0
    assert not old.folder.exists()
    assert new.folder.exists()
    assert store.prune() == 0


def test_an_image_is_found_by_path_name_or_package(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, shipping: Callable[[str, Path], None]
) -> None:
    store = ImageStore(tmp_path / "store")
    assert finding.find(str(folder), store).manifest.name == "blog"
    archive = build(folder, tmp_path)
    assert finding.find(str(archive), store).digest
    assert finding.find("blog", store).digest
    shipping("shipped-blog", folder)
    assert finding.find("shipped-blog", store).folder == folder
    with pytest.raises(NoSuchImage, match=r'did you mean "shipped-blog"\?'):
        finding.find("shiped-blog", store)


def test_a_layer_that_is_missing_is_named(folder: Path) -> None:
    (folder / "container.toml").write_text('name = "blog"\nlayers = ["bas"]\n')
    with pytest.raises(BadImage, match='no folder "bas"'):
        open_image(folder)
