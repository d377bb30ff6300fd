"""A file is its old contents or its new ones, whenever its writer is killed, and nothing stays beside it for long."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from oro_framework.atomic import TemporaryFolder, replace_file, replacing, sweep

WRITER = """
import sys
from pathlib import Path
from oro_framework.atomic import TemporaryFolder, replacing

kind, folder = sys.argv[1:]
if kind == "file":
    writing = replacing(folder.encode() + b"/file", 0o600)
    fd = writing.__enter__()
    import os
    os.write(fd, b"half of the n")
else:
    (TemporaryFolder(Path(folder), "place").path / "part").write_bytes(b"half")
print("writing", flush=True)
sys.stdin.read()
"""


@contextmanager
def writing(kind: str, folder: Path) -> Iterator[subprocess.Popen[str]]:
    """Run a process that is in the middle of writing."""
    command, pipe = [sys.executable, "-c", WRITER, kind, str(folder)], subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "writing\n"
        try:
            yield process
        finally:
            process.kill()


def kill(process: subprocess.Popen[str]) -> None:
    process.kill()
    process.wait()


@pytest.mark.parametrize("kind", ["file", "place"])
def test_what_a_killed_writer_leaves_is_swept_and_the_file_is_the_old_one(kind: str, tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_bytes(b"old")
    with writing(kind, tmp_path) as process:
        kill(process)
    left = set(os.listdir(tmp_path)) - {"file"}
    assert len(left) == 1
    sweep(tmp_path)
    assert os.listdir(tmp_path) == ["file"]
    assert file.read_bytes() == b"old"


@pytest.mark.parametrize("kind", ["file", "place"])
def test_what_another_process_is_writing_stays(kind: str, tmp_path: Path) -> None:
    with writing(kind, tmp_path) as process:
        before = os.listdir(tmp_path)
        sweep(tmp_path)
        replace_file(tmp_path / "other", b"new")
        assert set(os.listdir(tmp_path)) == {*before, "other"}
        kill(process)
        replace_file(tmp_path / "other", b"newer")
        assert os.listdir(tmp_path) == ["other"]


def test_what_this_process_is_writing_stays(tmp_path: Path) -> None:
    place = TemporaryFolder(tmp_path, "place")
    with replacing(os.fsencode(tmp_path / "file"), 0o600) as fd:
        os.write(fd, b"new")
        sweep(tmp_path)
    sweep(tmp_path)
    assert (tmp_path / "file").read_bytes() == b"new"
    assert place.path.is_dir()
    place.remove()
    place.remove()
    assert os.listdir(tmp_path) == ["file"]


def test_only_files_of_that_name_are_swept(tmp_path: Path) -> None:
    names = ["file", ".file.tmp", ".file.0123456789abcdef", "file.0123456789abcdef.oro-new", ".file.0123.oro-new"]
    for name in names:
        (tmp_path / name).touch()
    (tmp_path / ".link.0123456789abcdef.oro-new").symlink_to(tmp_path / "file")
    os.mkfifo(tmp_path / ".fifo.0123456789abcdef.oro-new")
    before = sorted(os.listdir(tmp_path))
    sweep(tmp_path)
    assert sorted(os.listdir(tmp_path)) == before


def test_a_folder_that_is_not_there_is_swept_already(tmp_path: Path) -> None:
    sweep(tmp_path / "nowhere")


def test_a_folder_can_be_swept_by_its_descriptor(tmp_path: Path) -> None:
    (tmp_path / ".a.0123456789abcdef.oro-new").touch()
    place = tmp_path / ".b.0123456789abcdef.oro-new"
    place.mkdir()
    (place / "part").touch()
    fd = os.open(tmp_path, os.O_RDONLY | os.O_DIRECTORY)
    sweep(fd)
    os.close(fd)
    assert os.listdir(tmp_path) == []


def test_an_error_leaves_the_old_contents_and_nothing_else(tmp_path: Path) -> None:
    replace_file(tmp_path / "file", b"old")
    with pytest.raises(RuntimeError), replacing(os.fsencode(tmp_path / "file"), 0o600):
        raise RuntimeError
    assert os.listdir(tmp_path) == ["file"]
    assert (tmp_path / "file").read_bytes() == b"old"
    with pytest.raises(OSError, match="directory"):
        replace_file(tmp_path / "none" / "file", b"")


def test_bits_and_links_stay(tmp_path: Path) -> None:
    real, link = tmp_path / "real", tmp_path / "link"
    real.write_bytes(b"old")
    real.chmod(0o640)
    link.symlink_to(real)
    found = replace_file(link, b"new")
    assert link.is_symlink()
    assert real.read_bytes() == b"new"
    assert stat.S_IMODE(real.stat().st_mode) == 0o640
    assert (found.st_size, found.st_ino, found.st_mtime_ns) == (3, real.stat().st_ino, real.stat().st_mtime_ns)


def test_a_new_file_has_the_bits_that_are_asked_for(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        replace_file(tmp_path / "usual", b"")
        replace_file(tmp_path / "own", b"", 0o600)
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "usual").stat().st_mode) == 0o640
    assert stat.S_IMODE((tmp_path / "own").stat().st_mode) == 0o600


def test_a_name_as_long_as_names_may_be_can_be_replaced(tmp_path: Path) -> None:
    file = tmp_path / ("é" * 127)
    replace_file(file, b"new")
    assert file.read_bytes() == b"new"
