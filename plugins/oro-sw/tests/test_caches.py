"""Caches on disk, and which entry answers what."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import anyio
import anyio.lowlevel
import pytest
from hypothesis import given
from hypothesis import strategies as st
from oro_sw.storage.cache_match import Entries, Entry, Query, matching
from oro_sw.storage.cache_store import MOST_LEASED, Caches, QuotaExceeded, new_entry_id

from oro_framework.errors import NotFound
from oro_framework.requests import FileSlice

pytestmark = pytest.mark.anyio

URL = "oro://org.example.app/a?b=1"


async def pieces(*parts: bytes) -> AsyncIterator[bytes]:
    for part in parts:
        yield part


def entry(url: str = URL, **members: object) -> Entry:
    return Entry(new_entry_id(), url, **members)  # type: ignore[arg-type]


@given(st.booleans(), st.booleans(), st.sampled_from(["GET", "HEAD", "POST"]), st.sampled_from([URL, URL + "2"]))
def test_a_query_finds_as_closely_as_it_asks(search: bool, method: bool, asked: str, url: str) -> None:
    query = Query(url, asked, [], ignore_search=search, ignore_method=method)
    expected = (asked == "GET" or method) and (url == URL or search)
    assert bool(list(matching([entry()], query))) is expected


@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from(["", "?q", "#f"]), st.booleans())), st.booleans())
def test_entries_find_what_a_look_at_all_of_them_finds(changes: list[tuple[str, str, bool]], search: bool) -> None:
    entries, there = Entries(), list[Entry]()
    for path, rest, added in changes:
        url = f"oro://app/{path}{rest}"
        if added or not there:
            there.append(entry(url))
            entries.add(there[-1])
        else:
            entries.remove(there.pop(len(changes) % len(there)))
        query = Query(url, ignore_search=search)
        assert list(entries) == there
        assert entries.find(query) == list(matching(there, query))


def test_an_answer_that_varies_is_for_the_same_headers() -> None:
    stored = entry(request_headers=[("Accept-Language", "de")], headers=[("vary", "accept-language, x-other")])
    assert list(matching([stored], Query(URL, headers=[("accept-language", "de")])))
    assert not list(matching([stored], Query(URL, headers=[("accept-language", "en")])))
    assert list(matching([stored], Query(URL, headers=[("accept-language", "en")], ignore_vary=True)))
    assert not list(matching([entry(headers=[("vary", "*")])], Query(URL)))


@pytest.mark.parametrize("change", ["put", "delete", "remove"])
async def test_an_answer_that_was_found_is_there_while_another_takes_its_place(
    change: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    caches = Caches(tmp_path, 1 << 20)
    old = entry()
    await caches.put("v1", old, pieces(b"old"))
    run, found = caches.run, list[Entry]()

    async def looking(function: Callable[..., object], *args: object) -> None:
        found.append(caches.entry(old.id))
        await run(function, *args)

    monkeypatch.setattr(caches, "run", looking)
    if change == "put":
        await caches.put("v1", entry(), pieces(b"new"))
    elif change == "delete":
        await caches.delete("v1", Query(URL))
    else:
        await caches.remove("v1")
    assert found == [old]
    assert caches.body(old.id) == b"old"
    caches.close()


async def test_what_is_put_is_there_after_a_restart(tmp_path: Path) -> None:
    caches = Caches(tmp_path, 1 << 20)
    large = entry(URL + "&large")
    await caches.put("v1", entry(), pieces(b"old"))
    await caches.put("v1", entry(status=201, headers=[("x", "y")]), pieces(b"ne", b"w"))
    await caches.put("v2", large, pieces(b"x" * 70_000))
    caches.close()

    again = Caches(tmp_path, 1 << 20)
    assert await again.names() == ["v1", "v2"]
    (found,) = await again.find("v1", Query(URL))
    assert (found.status, found.headers, found.size, again.body(found.id)) == (201, [("x", "y")], 3, b"new")
    body = again.body(large.id)
    assert isinstance(body, FileSlice)
    assert body.length == 70_000
    os.close(body.fd)
    assert len(list((tmp_path / "bodies").iterdir())) == 2
    assert await again.delete("v1", Query(URL))
    assert again.body(found.id) == b"new", "who found an entry reads its body, though it was dropped meanwhile"
    assert await again.remove("v2")
    assert not await again.remove("v2")
    with pytest.raises(NotFound):
        again.body("../workers")
    again.close()
    assert list((tmp_path / "bodies").iterdir()) == []


async def test_a_lease_says_what_a_query_finds(tmp_path: Path) -> None:
    caches = Caches(tmp_path, 1 << 20)
    assert caches.lease(URL) is None, "nothing was read of the disk yet"
    await caches.put("v1", entry(URL + "&other"), pieces(b""))
    await caches.put("v2", entry(status=201), pieces(b"there"))
    (found,) = await caches.find(None, Query(URL))
    assert caches.lease(URL) == [("v1", None), ("v2", found.describe())]
    assert caches.lease(URL + "#fragment") == caches.lease(URL)
    assert caches.lease(URL + "&none") == [("v1", None), ("v2", None)]
    await caches.put("v2", entry(URL + "&varies", headers=[("Vary", "x-language")]), pieces(b""))
    assert caches.lease(URL + "&varies") is None, "what it finds depends on headers"
    for number in range(MOST_LEASED):
        await caches.open(f"more {number}")
    assert caches.lease(URL) is None
    caches.close()


async def test_leases_are_recalled_before_anything_changes(tmp_path: Path) -> None:
    caches, seen = Caches(tmp_path, 1 << 20), list[tuple[list[str], int]]()

    async def recall() -> None:
        assert caches.lease(URL) is None, "none is given while something changes"
        await anyio.lowlevel.checkpoint()
        seen.append((await caches.names(), len(await caches.find(None, Query(URL)))))

    caches.recall = recall
    await caches.put("v1", entry(), pieces(b""))
    await caches.open("v1")
    assert seen == [([], 0), (["v1"], 0)]
    assert caches.lease(URL) is not None
    assert await caches.delete("v1", Query(URL))
    assert await caches.remove("v1")
    assert seen[2:] == [(["v1"], 1), (["v1"], 0)]
    caches.close()


async def test_dropped_bodies_do_not_pile_up(tmp_path: Path) -> None:
    caches = Caches(tmp_path, 10_000)
    for _ in range(300):
        await caches.put("v1", entry(), pieces(b"again and again"))
    assert len(list((tmp_path / "bodies").iterdir())) == 257
    caches.close()
    assert len(list((tmp_path / "bodies").iterdir())) == 1


async def test_caches_are_bounded_and_a_put_that_fails_loses_nothing(tmp_path: Path) -> None:
    caches = Caches(tmp_path, 10)
    await caches.put("v1", entry(), pieces(b"12345"))
    with pytest.raises(QuotaExceeded, match="service_worker_cache_max_bytes of 10"):
        await caches.put("v1", entry(), pieces(b"123", b"456"))
    (found,) = await caches.find(None, Query(URL))
    assert caches.body(found.id) == b"12345"
    assert len(list((tmp_path / "bodies").iterdir())) == 1
    caches.close()
