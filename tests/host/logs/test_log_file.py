"""The log's file: parted by size, by several processes at once, and never in the way of the app."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from oro_framework.host.logs.log_file import LogFile, earlier


def log_file(path: Path, *, size: int = 1000, keep: int = 2) -> tuple[LogFile, list[str]]:
    said: list[str] = []
    return LogFile(path, size=size, keep=keep, failed=said.append), said


def test_a_file_that_is_full_is_renamed_and_the_oldest_goes(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "app.log"
    log, said = log_file(path, size=100)
    for number in range(8):
        log.write(f"{number}" * 59 + "\n")
    found = [each.read_text()[0] for each in (path, earlier(path, 1), earlier(path, 2))]
    assert found == ["7", "6", "5"]
    assert not earlier(path, 3).exists()
    assert not said
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_two_processes_lose_no_record_and_mix_none(tmp_path: Path) -> None:
    path = tmp_path / "app.log"
    script = (
        "import sys; from pathlib import Path; from oro_framework.host.logs.log_file import LogFile\n"
        "log = LogFile(Path(sys.argv[1]), size=5000, keep=50, failed=sys.exit)\n"
        "for number in range(500): log.write(sys.argv[2] * 99 + '\\n')\n"
    )
    started = [subprocess.Popen([sys.executable, "-c", script, path, sign]) for sign in "ab"]
    assert [each.wait(60) for each in started] == [0, 0]
    lines = "".join(each.read_text() for each in tmp_path.glob("app.log*")).splitlines()
    assert sorted(lines) == ["a" * 99] * 500 + ["b" * 99] * 500


def test_a_full_disk_is_told_once_and_later_records_are_tried() -> None:
    log, said = log_file(Path("/dev/full"))
    for _ in range(3):
        log.write("x\n")
    assert said == ["No space left on device"]


@pytest.mark.skipif(os.name == "nt", reason="folders have no modes there")
def test_a_folder_that_cannot_be_made_is_told_once(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    log, said = log_file(tmp_path / "file" / "app.log")
    log.write("x\n")
    log.write("x\n")
    assert said == ["File exists"]


def test_a_link_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "app.log").symlink_to(tmp_path / "elsewhere")
    log, said = log_file(tmp_path / "app.log")
    log.write("x\n")
    assert said
    assert not (tmp_path / "elsewhere").exists()


def test_a_long_record_is_cut(tmp_path: Path) -> None:
    log, _ = log_file(tmp_path / "app.log", size=1 << 20)
    log.write("é" * 100_000 + "\n")
    assert (tmp_path / "app.log").read_text().endswith("é [cut]\n")
