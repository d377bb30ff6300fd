"""What registries may do to a client: it ends with what was asked for, or with an error that names it."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest
import trio
import trio.testing
from oro_container.core.packages.errors import BadMetadata
from oro_container.core.tarballs.integrity import sum_of
from oro_container.core.tarballs.problem import BadSum, BadTarball
from oro_container.errors import CannotFetch, NotInStore
from oro_container.packages.fetcher import Fetcher
from oro_container.packages.metadata import MetadataCache
from oro_container.packages.network import Network
from oro_container.packages.registry import Mode
from oro_container.packages.registry import Registry as Client
from oro_container.packages.store import Store
from oro_container.packages.supply import Supply

from .registry import Answer, Registry, Request, serving

pytestmark = pytest.mark.anyio
QUICK = Network(wait_seconds=0.001, longest_wait=0.01, silent_seconds=20, total_seconds=30)


class Registries:
    """One registry, with a token for its own host."""

    def __init__(self, registry: Registry) -> None:
        self.url = registry.url

    def registry(self, name: str) -> str:
        return self.url

    def headers(self, url: str) -> Mapping[str, str]:
        return {"authorization": "Bearer secret"} if url.startswith(self.url) else {}


def client(
    fetcher: Fetcher, registry: Registry, folder: Path, network: Network = QUICK, mode: Mode = "default"
) -> Client:
    return Client(fetcher, MetadataCache(folder), Registries(registry), network, mode)


def fetcher(registry: Registry, network: Network = QUICK) -> Fetcher:
    return Fetcher(network, Registries(registry).headers)


async def asked(registry: Registry, folder: Path, network: Network = QUICK, mode: Mode = "default") -> list[str]:
    async with fetcher(registry, network) as fetching:
        return list((await client(fetching, registry, folder, network, mode).metadata("a"))["versions"])


async def test_metadata_are_asked_again_with_their_tag(registry: Registry, tmp_path: Path) -> None:
    registry.add("a", "1.0.0")
    assert await asked(registry, tmp_path) == ["1.0.0"]
    assert await asked(registry, tmp_path) == ["1.0.0"]
    first, second = registry.requests
    assert "application/vnd.npm.install-v1+json" in first.headers["accept"]
    assert "if-none-match" not in first.headers
    assert second.headers["if-none-match"]
    registry.add("a", "2.0.0")
    assert await asked(registry, tmp_path) == ["1.0.0", "2.0.0"]


async def test_metadata_that_are_fresh_are_not_asked_again(registry: Registry, tmp_path: Path) -> None:
    registry.max_age = 300
    registry.add("a", "1.0.0")
    for mode in ("default", "default", "prefer-offline", "offline"):
        assert await asked(registry, tmp_path, mode=mode) == ["1.0.0"]
    assert len(registry.requests) == 1
    await asked(registry, tmp_path, mode="prefer-online")
    assert len(registry.requests) == 2


async def test_offline_names_what_is_missing(registry: Registry, tmp_path: Path, store: Store) -> None:
    data = registry.add("a", "1.0.0")
    with pytest.raises(NotInStore, match='metadata of "a" is not in the store'):
        await asked(registry, tmp_path, mode="offline")
    async with fetcher(registry) as fetching:
        supply = Supply(store, client(fetching, registry, tmp_path, mode="offline"))
        with pytest.raises(NotInStore, match=r'archive of "a@1\.0\.0" is not in the store'):
            await supply.get("a@1.0.0", f"{registry.url}a/-/a-1.0.0.tgz", sum_of(data))
    assert registry.requests == []


@pytest.mark.parametrize(
    ("answers", "tries"),
    [
        ([Answer(status=503), Answer(b'{"versions":{}}')], 2),
        ([Answer(status=429, headers={"retry-after": "1000"}), Answer(status=500), Answer(b'{"versions":{}}')], 3),
        ([Answer(b'{"versions":{}}', length=4000), Answer(b'{"versions":{}}')], 2),
        ([Answer(b"damaged", headers={"content-encoding": "gzip"}), Answer(b'{"versions":{}}')], 2),
        ([Answer(gzip.compress(b"{}")[:-9], headers={"content-encoding": "gzip"}), Answer(b'{"versions":{}}')], 2),
        ([Answer(b"x", headers={"content-encoding": "br"}), Answer(b'{"versions":{}}')], 2),
    ],
)
async def test_what_may_pass_is_tried_again(
    registry: Registry, tmp_path: Path, answers: list[Answer], tries: int
) -> None:
    async def ends_early(_: Request, stream: trio.SocketStream) -> None:
        await stream.send_all(b"HTTP/1.1 200 OK\r\ncontent-length: 4000\r\n\r\n{")

    registry.answers["/a"] = [ends_early if answer.length else answer for answer in answers]
    assert await asked(registry, tmp_path) == []
    assert len(registry.requests) == tries


@pytest.mark.parametrize(
    ("answer", "why", "tries"),
    [
        (Answer(status=500), "status 500, 3 times", 3),
        (Answer(status=404), "the registry has none", 1),
        (Answer(status=401), r"\.npmrc", 1),
        (Answer(status=418), "status 418", 1),
    ],
)
async def test_what_does_not_pass_is_an_error(
    registry: Registry, tmp_path: Path, answer: Answer, why: str, tries: int
) -> None:
    registry.answers["/a"] = answer
    url = re.escape(registry.url)
    with pytest.raises(CannotFetch, match=f'Cannot fetch metadata of "a" from {url}a: .*{why}'):
        await asked(registry, tmp_path)
    assert len(registry.requests) == tries


@pytest.mark.parametrize(
    "body",
    [
        b"<html>",
        b'{"versions":[]}',
        b'{"versions":{"1.0.0":',
        b"[" * 100_000,
        b'{"versions":{"1.0.0":' + b'{"a":' * 100_000 + b"1" + b"}" * 100_000 + b"}}",
        b'{"versions":{"1.0.0":' + b"[" * 500_000 + b"]" * 500_000 + b"}}",
    ],
    ids=("page", "list", "cut", "nested", "nested objects", "nested lists"),
)
async def test_metadata_that_are_none_are_named(registry: Registry, tmp_path: Path, body: bytes) -> None:
    registry.answers["/a"] = Answer(body)
    async with fetcher(registry) as fetching:
        with pytest.raises(BadMetadata, match='metadata of "a'):
            dict((await client(fetching, registry, tmp_path).metadata("a"))["versions"])


async def test_metadata_that_are_none_are_not_kept(registry: Registry, tmp_path: Path) -> None:
    registry.max_age = 300
    registry.answers["/a"] = Answer(b"<html>")
    with pytest.raises(BadMetadata):
        await asked(registry, tmp_path)
    del registry.answers["/a"]
    registry.add("a", "1.0.0")
    assert await asked(registry, tmp_path) == ["1.0.0"]


async def test_a_registry_that_is_not_there_is_named(registry: Registry, tmp_path: Path) -> None:
    async with serving(Registry()) as gone:
        pass
    with pytest.raises(CannotFetch, match=re.escape(gone.url)):
        await asked(gone, tmp_path)


async def test_metadata_have_a_limit_packed_and_unpacked(registry: Registry, tmp_path: Path) -> None:
    large = json.dumps({"versions": {}, "readme": "x" * 3_000_000}).encode()
    small = replace(QUICK, metadata_bytes=1 << 20)
    for answer in (Answer(large), Answer(gzip.compress(large), headers={"content-encoding": "gzip"})):
        registry.answers["/a"] = answer
        with pytest.raises(CannotFetch, match="more than the 1,048,576 bytes"):
            await asked(registry, tmp_path, small)
        assert await asked(registry, tmp_path) == []


async def test_an_endless_answer_ends(registry: Registry, tmp_path: Path) -> None:
    async def endless(_: Request, stream: trio.SocketStream) -> None:
        await stream.send_all(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n")
        while True:
            await stream.send_all(b"10000\r\n" + b" " * 65536 + b"\r\n")

    registry.answers["/a"] = endless
    with pytest.raises(CannotFetch, match="more than the"):
        await asked(registry, tmp_path, replace(QUICK, metadata_bytes=1 << 20))


async def test_a_silent_registry_is_given_up(registry: Registry, tmp_path: Path) -> None:
    async def silent(_: Request, stream: trio.SocketStream) -> None:
        await trio.sleep_forever()

    registry.answers["/a"] = silent
    with pytest.raises(CannotFetch, match=r"no byte came within 0\.05 seconds, 3 times"):
        await asked(registry, tmp_path, replace(QUICK, silent_seconds=0.05))


async def test_a_registry_that_drips_is_given_up(registry: Registry, tmp_path: Path) -> None:
    async def drips(_: Request, stream: trio.SocketStream) -> None:
        await stream.send_all(b"HTTP/1.1 200 OK\r\ncontent-length: 100000\r\n\r\n")
        while True:
            await stream.send_all(b" ")
            await trio.sleep(0.01)

    registry.answers["/a"] = drips
    with pytest.raises(CannotFetch, match=r"took more than 0\.3 seconds"):
        await asked(registry, tmp_path, replace(QUICK, total_seconds=0.3))


async def test_redirects_carry_no_token_to_another_address(registry: Registry, tmp_path: Path) -> None:
    async with serving(Registry()) as other:
        other.answers["/b"] = Answer(b'{"name":"a","versions":{"1.0.0":{}}}')
        registry.answers["/a"] = Answer(status=302, headers={"location": f"{other.url}b"})
        assert await asked(registry, tmp_path) == ["1.0.0"]
        assert registry.requests[0].headers["authorization"] == "Bearer secret"
        assert "authorization" not in other.requests[0].headers


@pytest.mark.parametrize(
    ("location", "why"),
    [
        ("/a", "more than 5 times"),
        ("ftp://127.0.0.1/a", "not safe"),
        ("file:///etc", "not safe"),
        ("http://[::1", "Invalid URL"),
        ("http://127.0.0.1:99999999/", "not safe"),
    ],
)
async def test_redirects_that_lead_nowhere_end(registry: Registry, tmp_path: Path, location: str, why: str) -> None:
    registry.answers["/a"] = Answer(status=302, headers={"location": location})
    with pytest.raises(CannotFetch, match=why):
        await asked(registry, tmp_path)


async def test_a_cancelled_request_ends(registry: Registry, tmp_path: Path) -> None:
    begun, ended = trio.Event(), trio.Event()

    async def slow(_: Request, stream: trio.SocketStream) -> None:
        begun.set()
        await stream.receive_some(1)
        ended.set()

    registry.answers["/a"] = slow
    async with trio.open_nursery() as nursery:
        nursery.start_soon(asked, registry, tmp_path)
        await begun.wait()
        nursery.cancel_scope.cancel()
    with trio.fail_after(10):
        await ended.wait()


async def test_requests_at_once_are_bounded(registry: Registry, tmp_path: Path) -> None:
    at_once = most = 0

    async def counted(_: Request, stream: trio.SocketStream) -> None:
        nonlocal at_once, most
        at_once += 1
        most = max(most, at_once)
        await trio.testing.wait_all_tasks_blocked(0.01)
        at_once -= 1
        await stream.send_all(b"HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 0\r\n\r\n")

    network = replace(QUICK, connections=3)
    async with fetcher(registry, network) as fetching, trio.open_nursery() as nursery:
        for number in range(12):
            registry.answers[f"/{number}"] = counted
            nursery.start_soon(fetching.get, f"{registry.url}{number}", "x", 100)
    assert most == 3


async def test_a_proxy_of_the_environment_is_used(
    registry: Registry, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    registry.add("a", "1.0.0")
    monkeypatch.setenv("HTTP_PROXY", registry.url)
    monkeypatch.delenv("NO_PROXY", raising=False)
    elsewhere = Registry()
    elsewhere.url = "http://registry.invalid/"
    assert await asked(elsewhere, tmp_path) == ["1.0.0"]


URL = "a/-/a-1.0.0.tgz"


async def got(registry: Registry, store: Store, integrity: str) -> int:
    """Get a package; return how many archives were fetched for it."""
    async with fetcher(registry) as fetching:
        supply = Supply(store, client(fetching, registry, store.folder / "metadata"))
        await supply.get("a@1.0.0", f"{registry.url}{URL}", integrity)
        return supply.fetched


async def test_a_wrong_sum_is_refused_before_anything_is_unpacked(registry: Registry, store: Store) -> None:
    registry.add("a", "1.0.0", data=b"no archive at all")
    right, wrong = sum_of(b"no archive at all"), sum_of(b"x")
    with pytest.raises(BadSum) as refused:
        await got(registry, store, wrong)
    assert all(text in str(refused.value) for text in ("a@1.0.0", right, wrong))
    assert list(store.packages()) == []


async def test_a_damaged_archive_of_the_right_sum_is_named_and_not_kept(registry: Registry, store: Store) -> None:
    data = registry.add("a", "1.0.0", data=b"no archive at all")
    with pytest.raises(BadTarball, match=r"a@1\.0\.0"):
        await got(registry, store, sum_of(data))
    assert not (store.folder / "trees").exists()


async def test_a_package_wanted_by_many_is_fetched_once(registry: Registry, store: Store) -> None:
    data = registry.add("a", "1.0.0")
    async with fetcher(registry) as fetching:
        supply = Supply(store, client(fetching, registry, store.folder / "metadata"))
        async with trio.open_nursery() as nursery:
            for _ in range(5):
                nursery.start_soon(supply.get, "a@1.0.0", f"{registry.url}{URL}", sum_of(data))
    assert registry.paths == [f"/{URL}"]
    assert await got(registry, store, sum_of(data)) == 0


async def test_old_sums_find_the_same_package(registry: Registry, store: Store) -> None:
    data = registry.add("a", "1.0.0")
    for expected in (1, 0):
        assert await got(registry, store, sum_of(data, "sha1")) == expected
    assert await got(registry, store, f"{sum_of(data, 'sha1')} {sum_of(data)}") == 0


async def test_an_archive_of_a_wrong_length_is_refused(registry: Registry, store: Store) -> None:
    data = registry.add("a", "1.0.0")

    async def shorter(_: Request, stream: trio.SocketStream) -> None:
        await stream.send_all(f"HTTP/1.1 200 OK\r\ncontent-length: {len(data) + 5}\r\n\r\n".encode() + data)

    registry.answers["/a/-/a-1.0.0.tgz"] = shorter
    with pytest.raises(CannotFetch, match=r'archive of "a@1\.0\.0".*3 times'):
        await got(registry, store, sum_of(data))
