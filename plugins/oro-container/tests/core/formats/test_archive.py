"""Zip archives: written the same for the same files, read back whole, and refused when they are traps."""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from oro_container.core.entry import Entry, Kind
from oro_container.core.formats import FormatError, Limits, read_archive, write_archive

from ..entries import NAMES, entries

ZIP_NAMES = NAMES.filter(lambda name: "\\" not in name and ":" not in name)


@given(entries(modes=True, names=ZIP_NAMES), st.booleans())
def test_reads_what_it_writes(files: list[Entry], compressed: bool) -> None:
    assert list(read_archive(write_archive(files, compressed=compressed))) == files


@given(entries(names=ZIP_NAMES).flatmap(lambda files: st.tuples(st.just(files), st.permutations(files))))
def test_equal_files_make_equal_archives(both: tuple[list[Entry], list[Entry]]) -> None:
    files, shuffled = both
    assert write_archive(files) == write_archive(shuffled)


@given(entries(names=ZIP_NAMES), st.data())
def test_damaged_archives_are_read_or_refused(files: list[Entry], data: st.DataObject) -> None:
    whole = bytearray(write_archive(files))
    for _ in range(data.draw(st.integers(1, 3))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    try:
        found = list(read_archive(bytes(whole)))
    except FormatError:
        return
    assert all(".." not in each.path.split("/") and not each.path.startswith("/") for each in found)


@given(st.binary(max_size=100))
def test_what_is_no_archive_is_refused(data: bytes) -> None:
    with pytest.raises(FormatError, match="cannot be unpacked"):
        list(read_archive(data))


def archive(*members: tuple[str, bytes], mode: int = 0o100644, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Return an archive with members of any names."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", method) as written:
        for name, data in members:
            head = zipfile.ZipInfo("x")
            head.filename, head.create_system, head.external_attr = name, 3, mode << 16
            head.compress_type = method
            written.writestr(head, data)
    return target.getvalue()


@pytest.mark.parametrize(
    "name", ["../a", "a/../../b", "/etc/passwd", "a//b", "./a", "a/./b", "..", "a\\..\\b", "C:/a", "c:a", "a/.."]
)
def test_names_that_lead_out_are_refused(name: str) -> None:
    with pytest.raises(FormatError, match="has a name"):
        list(read_archive(archive((name, b""))))


@pytest.mark.parametrize("kind", ["file", "symlink"])
def test_a_single_file_is_not_written(kind: Kind) -> None:
    with pytest.raises(FormatError, match="cannot be one single file; export the folder it is in"):
        write_archive([Entry(path="", kind=kind)])


@pytest.mark.parametrize("mode", [0o010644, 0o020644, 0o060644, 0o140644])
def test_nodes_of_other_kinds_are_refused(mode: int) -> None:
    with pytest.raises(FormatError, match="neither a file"):
        list(read_archive(archive(("a", b""), mode=mode)))


def test_a_file_below_a_link_is_refused() -> None:
    target = io.BytesIO(archive(("a", b"/etc"), mode=0o120777))
    with zipfile.ZipFile(target, "a") as written:
        written.writestr("a/passwd", b"")
    with pytest.raises(FormatError, match="below a file or link"):
        list(read_archive(target.getvalue()))


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_name_that_is_there_twice_is_refused() -> None:
    with pytest.raises(FormatError, match="is there twice"):
        list(read_archive(archive(("a", b"1"), ("a", b"2"))))


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_other_compressions_are_refused(method: int) -> None:
    with pytest.raises(FormatError, match="deflate is what is read"):
        list(read_archive(archive(("a", b"1"), method=method)))


def test_bombs_are_refused_before_they_are_unpacked() -> None:
    bomb = archive(("a", bytes(50 << 20)))
    assert len(bomb) < 100_000
    with pytest.raises(FormatError, match="more bytes"):
        list(read_archive(bomb, Limits(bytes=1 << 20)))
    with pytest.raises(FormatError, match="more than 1 entries"):
        list(read_archive(archive(("a", b""), ("b", b"")), Limits(files=1)))
    with pytest.raises(FormatError, match="deeper"):
        list(read_archive(archive(("a/a/a/a", b"")), Limits(depth=3)))


@pytest.mark.skipif(shutil.which("unzip") is None, reason="unzip is not here")
def test_unzip_makes_the_same_files(tmp_path: Path) -> None:
    files = [
        Entry(path="bin", kind="directory", mode=0o700),
        Entry(path="bin/run", kind="file", data=b"#!/bin/sh\n", mode=0o755),
        Entry(path="link", kind="symlink", target="bin/run", mode=0o777),
        Entry(path="ä", kind="file", data=b"1" * 1000),
    ]
    (tmp_path / "a.zip").write_bytes(write_archive(files))
    out = tmp_path / "out"
    out.mkdir()
    utf8 = {**os.environ, "LC_ALL": "C.UTF-8"}
    subprocess.run(["unzip", "-q", "../a.zip"], cwd=out, check=True, env=utf8)
    assert (out / "bin/run").stat().st_mode & 0o777 == 0o755
    assert (out / "bin").stat().st_mode & 0o777 == 0o700
    assert os.readlink(out / "link") == "bin/run"
    assert (out / "ä").read_bytes() == b"1" * 1000
