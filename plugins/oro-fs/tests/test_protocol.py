"""What is read from text: flags, ids, times, file systems. Any text is a value or a refusal that is ours."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from oro_fs.files.constants import CONSTANTS
from oro_fs.files.flags import nanoseconds, open_flags
from oro_fs.sandbox.local_devices import local_devices

from oro_framework.errors import ErrnoError, OroError
from oro_framework.host.resources.user_folders import read_user_dirs

FORBIDDEN = os.O_PATH | os.O_TMPFILE & ~os.O_DIRECTORY | os.O_ASYNC


@given(flags=st.one_of(st.text(max_size=12), st.integers(-(1 << 40), 1 << 40), st.integers(0, 1 << 24).map(str)))
def test_flags_never_hold_what_pages_may_not_use(flags: int | str) -> None:
    """Any flags give a number without forbidden bits, or a refusal."""
    try:
        number = open_flags(flags)
    except OroError:
        return
    assert not number & FORBIDDEN
    assert number & os.O_ACCMODE in (os.O_RDONLY, os.O_WRONLY, os.O_RDWR)


@pytest.mark.parametrize(
    ("word", "number"),
    [
        ("r", os.O_RDONLY),
        ("r+", os.O_RDWR),
        ("w", os.O_WRONLY | os.O_CREAT | os.O_TRUNC),
        ("xw", os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_EXCL),
        ("a+", os.O_RDWR | os.O_CREAT | os.O_APPEND),
        ("577", os.O_WRONLY | os.O_CREAT | os.O_TRUNC),
    ],
)
def test_flags_are_nodes_words_or_numbers(word: str, number: int) -> None:
    assert open_flags(word) == number


def test_every_flag_that_is_offered_is_taken() -> None:
    for name, number in CONSTANTS.items():
        if name.startswith("O_") and name != "O_TRUNC":
            assert open_flags(number) == number
    assert open_flags(os.O_TRUNC | os.O_WRONLY)
    with pytest.raises(ErrnoError):
        open_flags(os.O_TRUNC)


@given(whole=st.integers(-(1 << 33), 1 << 33), part=st.integers(0, 999))
def test_times_keep_their_milliseconds(whole: int, part: int) -> None:
    """Seconds with milliseconds come back to the microsecond."""
    assert abs(nanoseconds(whole + part / 1000) - (whole * 1000 + part) * 1_000_000) < 1000


@given(text=st.text())
def test_user_folders_are_absolute(text: str) -> None:
    """Any text gives absolute folders only."""
    assert all(folder.is_absolute() for folder in read_user_dirs(text, Path("/home/user")).values())


@given(text=st.binary())
def test_any_bytes_name_local_devices_or_none(text: bytes) -> None:
    """Any bytes are read without an error."""
    local_devices(text)


def test_only_file_systems_of_this_machine_are_local() -> None:
    text = (
        b"22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw\n"
        b"23 22 0:40 / /mnt rw - nfs4 server:/export rw\n"
        b"24 22 0:41 / /run/user rw - fuse.sshfs x rw\n"
        b"25 22 0:42 / /tmp rw shared:5 master:1 - tmpfs tmpfs rw\n"
    )
    assert local_devices(text) == {os.makedev(8, 1), os.makedev(0, 42)}
