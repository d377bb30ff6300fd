"""Compiled code is kept for the user alone, and what could be another's, or is damaged, is never loaded."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from oro_wasm.engine.cache import Cache, Usage

from oro_framework.atomic import replacing

KEY = "key.module"
DATA = b"compiled" * 100


@pytest.fixture
def cache(tmp_path: Path) -> Cache:
    """Return a cache that has one entry."""
    made = Cache(tmp_path / "cache")
    made.put(KEY, DATA)
    return made


def test_an_entry_is_found_again(cache: Cache) -> None:
    path = cache.get(KEY)
    assert path is not None
    assert path.read_bytes().startswith(DATA)
    assert path.stat().st_mode & 0o777 == 0o600
    assert cache.folder.stat().st_mode & 0o777 == 0o700
    assert cache.get("other") is None


def truncated(path: Path) -> None:
    os.truncate(path, path.stat().st_size - 1)


def emptied(path: Path) -> None:
    os.truncate(path, 0)


def damaged(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[100] ^= 1
    path.write_bytes(data)


def longer(path: Path) -> None:
    path.write_bytes(path.read_bytes() + b"x")


def foreign(path: Path) -> None:
    path.write_bytes(os.urandom(1000))


def writable_by_others(path: Path) -> None:
    path.chmod(0o602)


def writable_by_a_group(path: Path) -> None:
    path.chmod(0o620)


def linked(path: Path) -> None:
    path.rename(path.with_name("elsewhere"))
    path.symlink_to("elsewhere")


def a_pipe(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


def owned_by_another(path: Path) -> None:
    if os.geteuid():
        pytest.skip("only root can give files away")
    os.chown(path, 12345, -1)


@pytest.mark.parametrize(
    "spoil",
    [
        truncated,
        emptied,
        damaged,
        longer,
        foreign,
        writable_by_others,
        writable_by_a_group,
        linked,
        a_pipe,
        owned_by_another,
    ],
)
def test_an_entry_that_cannot_be_trusted_is_removed(spoil: Callable[[Path], None], cache: Cache) -> None:
    spoil(cache.folder / KEY)
    assert cache.get(KEY) is None
    assert not os.path.lexists(cache.folder / KEY)
    cache.put(KEY, DATA)
    assert cache.get(KEY) is not None


@pytest.mark.parametrize("mode", [0o777, 0o770, 0o702])
def test_a_folder_that_others_can_write_is_not_used(mode: int, cache: Cache) -> None:
    cache.folder.chmod(mode)
    assert cache.get(KEY) is None
    cache.put("second", DATA)
    assert [path.name for path in cache.folder.iterdir()] == [KEY]
    assert cache.usage() == Usage(entries=0, bytes=0)
    assert cache.clear() == Usage(entries=0, bytes=0)


def test_a_folder_that_is_a_link_is_not_used(cache: Cache, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(cache.folder)
    assert Cache(tmp_path / "link").get(KEY) is None


def test_a_folder_that_cannot_be_made_is_a_miss(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    cache = Cache(tmp_path / "file" / "cache")
    cache.put(KEY, DATA)
    assert cache.get(KEY) is None
    assert cache.usage().entries == 0


def test_the_entries_used_least_recently_go_first(tmp_path: Path) -> None:
    entry = len(DATA) + 32
    cache = Cache(tmp_path / "cache", limit=3 * entry)
    for number, name in enumerate("abc"):
        cache.put(name, DATA)
        os.utime(cache.folder / name, (number, number))
    assert cache.get("a") is not None  # is used now
    cache.put("d", DATA)
    assert sorted(path.name for path in cache.folder.iterdir()) == ["a", "c", "d"]
    assert cache.usage() == Usage(entries=3, bytes=3 * entry)


def test_an_entry_larger_than_all_is_not_kept(tmp_path: Path) -> None:
    cache = Cache(tmp_path / "cache", limit=len(DATA))
    cache.put(KEY, DATA)
    assert cache.get(KEY) is None


def test_files_of_writers_that_ended_are_removed(cache: Cache) -> None:
    (cache.folder / f".old.{'0' * 16}.oro-new").write_bytes(b"half")
    with replacing(os.fsencode(cache.folder / "new"), 0o600):
        cache.put("second", DATA)
        unfinished, *whole = sorted(path.name for path in cache.folder.iterdir())
        assert (unfinished[:5], whole) == (".new.", [KEY, "second"])
        assert cache.usage().entries == 2


def test_all_entries_can_be_removed(cache: Cache) -> None:
    cache.put("second", DATA)
    assert cache.clear() == Usage(entries=2, bytes=2 * (len(DATA) + 32))
    assert cache.get(KEY) is None
    assert cache.usage().entries == 0


def test_one_entry_can_be_removed(cache: Cache) -> None:
    cache.remove(KEY)
    cache.remove("never there")
    assert cache.get(KEY) is None
