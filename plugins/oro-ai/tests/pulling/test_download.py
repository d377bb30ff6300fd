"""Models come whole or not at all, whatever the server does."""

from __future__ import annotations

from pathlib import Path

import pytest
import trio
from filelock import FileLock
from oro_ai.errors import CannotPull
from oro_ai.pulling.download import TRIES, Download
from oro_ai.pulling.names import HubFile
from oro_ai.pulling.source import hub_source, url_source
from oro_ai.testing.shop import Shop, shop

from oro_framework.errors import Busy
from oro_framework.testing.old_tls import OldServer, old_clients


def download(shop: Shop, folder: Path, **more: object) -> Download:
    source = url_source(f"{shop.address}/x.gguf")
    return Download(source=source, folder=folder, pause=0.0, **more)  # type: ignore[arg-type]


@pytest.fixture(scope="session")
def data(random_model: Path) -> bytes:
    return random_model.read_bytes()


def run(download: Download) -> Path:
    return trio.run(download.run)


def left(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_model_comes_and_nothing_else_stays(data: bytes, tmp_path: Path) -> None:
    with shop(data) as server:
        told: list[tuple[int, int | None]] = []
        target = run(download(server, tmp_path / "new", progress=lambda *at: told.append(at)))
        assert target.read_bytes() == data
        assert left(tmp_path / "new") == ["x.gguf"]
        assert told[-1] == (len(data), len(data))


def test_a_connection_that_breaks_is_made_again_for_the_rest(data: bytes, tmp_path: Path) -> None:
    with shop(data, breaks_after=[5000, 7000]) as server:
        assert run(download(server, tmp_path)).read_bytes() == data
        assert server.ranges_asked() == [None, "bytes=5000-", "bytes=12000-"]
        assert server.sent == [5000, 7000, len(data) - 12000]


def test_without_ranges_it_begins_anew(data: bytes, tmp_path: Path) -> None:
    with shop(data, ranges=False, breaks_after=[5000]) as server:
        assert run(download(server, tmp_path)).read_bytes() == data
        assert server.sent == [5000, len(data)]


def test_without_a_tag_it_begins_anew(data: bytes, tmp_path: Path) -> None:
    with shop(data, etag="", breaks_after=[5000]) as server:
        assert run(download(server, tmp_path)).read_bytes() == data
        assert server.ranges_asked() == [None, None]


def test_what_broke_off_for_good_is_kept_and_gone_on_from(data: bytes, tmp_path: Path) -> None:
    with shop(data, breaks_after=[5000, *[0] * TRIES]) as server:
        with pytest.raises(CannotPull, match=r"the connection broke.*the same command goes on from there"):
            run(download(server, tmp_path))
        assert left(tmp_path) == ["x.gguf.part", "x.gguf.part.from"]
        server.asked.clear()
        assert run(download(server, tmp_path)).read_bytes() == data
        assert server.ranges_asked() == ["bytes=5000-"]
        assert left(tmp_path) == ["x.gguf"]


def test_another_file_on_the_server_is_fetched_from_its_beginning(data: bytes, tmp_path: Path) -> None:
    other = data[:-8] + bytes(8)
    with shop(other, breaks_after=[5000, *[0] * TRIES]) as server:
        with pytest.raises(CannotPull):
            run(download(server, tmp_path))
        server.data, server.etag = data, '"two"'
        assert run(download(server, tmp_path)).read_bytes() == data


def test_a_part_that_is_whole_is_asked_for_nothing_more(data: bytes, tmp_path: Path) -> None:
    with shop(data) as server:
        wanted = download(server, tmp_path)
        wanted._remember(server.etag)
        wanted.part.write_bytes(data)
        assert run(wanted).read_bytes() == data
        assert server.sent == [0]


def test_a_part_that_is_longer_than_the_file_is_thrown_away(data: bytes, tmp_path: Path) -> None:
    with shop(data) as server:
        wanted = download(server, tmp_path)
        wanted._remember(server.etag)
        wanted.part.write_bytes(data + b"more")
        assert run(wanted).read_bytes() == data


def test_a_length_that_is_too_long_is_a_connection_that_broke(data: bytes, tmp_path: Path) -> None:
    with shop(data, length=1000, ranges=False) as server:
        with pytest.raises(CannotPull, match="the connection broke"):
            run(download(server, tmp_path))
        assert len(server.asked) == TRIES + 1


def test_a_length_that_is_too_short_leaves_no_model(data: bytes, tmp_path: Path) -> None:
    with shop(data, length=-1000) as server:
        with pytest.raises(CannotPull, match="the file is not whole"):
            run(download(server, tmp_path))
        assert left(tmp_path) == []


def test_what_is_no_model_gets_no_name(tmp_path: Path) -> None:
    with shop(b"<!doctype html>please log in") as server:
        with pytest.raises(CannotPull, match="it is no GGUF file"):
            run(download(server, tmp_path))
        assert left(tmp_path) == []


def test_the_digest_must_be_the_one_that_was_named(data: bytes, tmp_path: Path) -> None:
    with shop(data) as server:
        assert run(download(server, tmp_path, sha256=server.digest.upper())).is_file()
        with pytest.raises(CannotPull, match=f"its sha256 is {server.digest}, and {'0' * 64} was expected"):
            run(download(server, tmp_path, sha256="0" * 64))
        assert left(tmp_path) == ["x.gguf"]


def test_the_hub_says_which_digest_it_must_be_and_alone_hears_who_asks(data: bytes, tmp_path: Path) -> None:
    with (
        shop(data) as store,
        shop(b"", redirects=f"{store.address}/blob", more={"x-linked-etag": '"' + "0" * 64 + '"'}) as hub,
    ):
        source = hub_source(hub.address, HubFile("org", "repo", "x.gguf"), "main")
        with pytest.raises(CannotPull, match="its sha256 is"):
            run(Download(source=source, folder=tmp_path, token="secret", pause=0.0))
        hub.more = {"x-linked-etag": f'"{store.digest}"'}
        wanted = Download(source=source, folder=tmp_path, token="secret", pause=0.0)
        assert run(wanted).read_bytes() == data
        assert wanted.sha256 == store.digest
        assert hub.asked[0][0] == "/org/repo/resolve/main/x.gguf"
        assert hub.asked[0][1]["authorization"] == "Bearer secret"
        assert not any("authorization" in headers for _, headers in store.asked)


def test_no_server_but_the_hub_hears_who_asks(data: bytes, tmp_path: Path) -> None:
    with shop(data) as server:
        run(download(server, tmp_path, token="secret"))
        assert "authorization" not in server.asked[0][1]


@pytest.mark.parametrize(("status", "reason"), [(404, "there is no such file"), (503, "status 503")])
def test_a_server_that_refuses_is_not_asked_again(data: bytes, tmp_path: Path, status: int, reason: str) -> None:
    with shop(data, status=status) as server:
        with pytest.raises(CannotPull, match=reason):
            run(download(server, tmp_path))
        assert len(server.asked) == 1


def test_nobody_there(data: bytes, tmp_path: Path) -> None:
    with shop(data) as server:
        wanted = download(server, tmp_path)
    with pytest.raises(CannotPull, match="the server cannot be reached"):
        run(wanted)


def test_a_disk_without_room_is_not_begun_with(data: bytes, tmp_path: Path) -> None:
    with shop(data, length=1 << 60) as server, pytest.raises(CannotPull, match="MB too little room"):
        run(download(server, tmp_path))
    assert not (tmp_path / "x.gguf.part").exists()


def test_a_folder_that_cannot_be_made(data: bytes, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with shop(data) as server, pytest.raises(CannotPull, match="cannot be written"):
        run(download(server, tmp_path / "file" / "models"))


def test_one_at_a_time(data: bytes, tmp_path: Path) -> None:
    with shop(data) as server, FileLock(tmp_path / "x.gguf.part.lock"), pytest.raises(Busy, match="already"):
        run(download(server, tmp_path))


def test_a_server_of_tls_1_1_is_refused(tmp_path: Path) -> None:
    with OldServer(tmp_path) as server, old_clients():
        source = url_source(f"{server.url}x.gguf")
        with pytest.raises(CannotPull):
            run(Download(source=source, folder=tmp_path, pause=0.0))
    assert not server.agreed
    assert "UNSUPPORTED_PROTOCOL" in server.refused[0]
