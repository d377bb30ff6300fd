"""Servers that mean harm: nothing runs that the author did not sign, and the old version stays."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import anyio
import pytest
from oro_updater.address import check_address
from oro_updater.author.keyring import Keyring
from oro_updater.author.repository import Repository
from oro_updater.errors import ReleaseError, UpdateRefused, UpdateStale, UpdateUnreachable
from oro_updater.installation import Installation
from oro_updater.locks import in_use
from oro_updater.offer import Archive
from oro_updater.state import State
from oro_updater.updates import Updates

from oro_framework.errors import Busy, ConfigError, NotFound

from .author import PASSPHRASE, SAME, Author, Handler, WebServer, person, served

pytestmark = pytest.mark.anyio


def quiet(got: int, total: int) -> None:
    """Follow no progress."""


async def all_of(updates: Updates) -> str:
    """Check and download."""
    await updates.check()
    return await updates.download(quiet)


def untouched(folder: Path) -> bool:
    """Return whether version 1.0 is all that is installed, and starts."""
    app = Installation(folder / "app")
    return app.state == State(version="1.0") and [path.name for path in app.versions.iterdir()] == ["1.0"]


def parts(folder: Path) -> list[Path]:
    """Return the files that downloads left."""
    return list(folder.rglob("*.part"))


def archive_file(author: Author, version: str) -> Path:
    """Return the file of a whole version in the repository."""
    return next(author.repository.file_of(one) for one in author.repository.archives() if _is(one, version))


def _is(archive: Archive, version: str) -> bool:
    return archive.offer.version == version and archive.offer.kind == "whole"


def metadata(author: Author, pattern: str) -> Path:
    """Return the newest file of metadata of a pattern."""
    found = (author.repository.folder / "metadata").glob(pattern)
    return max(found, key=lambda path: int(path.name.partition(".")[0]) if path.name[0].isdigit() else 0)


@pytest.mark.parametrize("pattern", ["timestamp.json", "*.snapshot.json", "*.targets.json"])
@pytest.mark.parametrize("harm", ["a signed value", "the signature", "half of it", "no JSON"])
async def test_tampered_metadata(author: Author, server: WebServer, tmp_path: Path, pattern: str, harm: str) -> None:
    author.publish("2.0")
    path = metadata(author, pattern)
    content = json.loads(path.read_bytes())
    if harm == "a signed value":
        content["signed"]["expires"] = "2099-01-01T00:00:00Z"
    content["signatures"][0]["sig"] = content["signatures"][0]["sig"][:: -1 if harm == "the signature" else 1]
    text = json.dumps(content)
    path.write_text({"half of it": text[: len(text) // 2], "no JSON": "<html>"}.get(harm, text))
    with pytest.raises(UpdateRefused, match=r"^Cannot update: "):
        await person(author, server.url, tmp_path).check()
    assert untouched(tmp_path)


async def test_tampered_archive(author: Author, server: WebServer, tmp_path: Path) -> None:
    author.publish("2.0", patches=0)
    path = archive_file(author, "2.0")
    content = bytearray(path.read_bytes())
    content[100] ^= 1
    path.write_bytes(content)
    updates = person(author, server.url, tmp_path)
    await updates.check()
    with pytest.raises(UpdateRefused, match="is not the file that was signed"):
        await updates.download(quiet)
    assert untouched(tmp_path)
    assert not parts(tmp_path)


async def test_replayed_metadata(author: Author, server: WebServer, tmp_path: Path) -> None:
    old = tmp_path / "old"
    shutil.copytree(author.repository.folder / "metadata", old)
    author.publish("2.0")
    await person(author, server.url, tmp_path).check()
    shutil.rmtree(author.repository.folder / "metadata")
    shutil.copytree(old, author.repository.folder / "metadata")
    with pytest.raises(UpdateRefused, match="something older than what is known here"):
        await person(author, server.url, tmp_path).check()


async def test_frozen_metadata(author: Author, server: WebServer, tmp_path: Path) -> None:
    Repository(author.repository.folder, author.keyring, {"timestamp": -1}).refresh()
    with pytest.raises(UpdateStale, match="have expired"):
        await person(author, server.url, tmp_path).check()
    author.repository.refresh()
    assert await person(author, server.url, tmp_path).check() is None


@pytest.mark.parametrize("role", ["snapshot", "targets"])
async def test_mixed_metadata(author: Author, server: WebServer, tmp_path: Path, role: str) -> None:
    old = metadata(author, f"*.{role}.json").read_bytes()
    author.publish("2.0")
    metadata(author, f"*.{role}.json").write_bytes(old)
    with pytest.raises(UpdateRefused):
        await person(author, server.url, tmp_path).check()


async def test_keys_of_somebody_else(author: Author, tmp_path: Path) -> None:
    thief = Author(tmp_path / "thief")
    thief.publish("9.0")
    with served(thief.repository.folder) as server, pytest.raises(UpdateRefused):
        await person(author, server.url, tmp_path).check()
    root = json.loads(metadata(thief, "*.root.json").read_bytes())
    (thief.repository.folder / "metadata" / "2.root.json").write_text(
        json.dumps(root).replace('"version": 1', '"version": 2')
    )
    with served(thief.repository.folder) as server, pytest.raises(UpdateRefused, match="not what the author signed"):
        await person(author, server.url, tmp_path).check()
    assert untouched(tmp_path)


@pytest.mark.parametrize("endless", ["timestamp.json", ".tar.xz"])
async def test_endless_answers(author: Author, server: WebServer, tmp_path: Path, endless: str) -> None:
    author.publish("2.0", patches=0)

    def pour(handler: Handler) -> bool:
        if not handler.path.endswith(endless):
            return False
        handler.send_response(200)
        handler.send_header("connection", "close")
        handler.end_headers()
        try:
            while True:
                handler.wfile.write(b"0" * 65536)
        except OSError:
            handler.close_connection = True
        return True

    server.answers.append(pour)
    updates = person(author, server.url, tmp_path)
    with pytest.raises(UpdateRefused, match=r"longer than|more than was signed"):
        await all_of(updates)
    assert untouched(tmp_path)
    assert not parts(tmp_path), "nothing of it stays on the disk"


@pytest.mark.parametrize("what", ["timestamp.json", ".tar.xz"])
@pytest.mark.parametrize("how", ["silent", "drop by drop"])
async def test_slow_answers(author: Author, server: WebServer, tmp_path: Path, what: str, how: str) -> None:
    author.publish("2.0", patches=0)

    def drip(handler: Handler) -> bool:
        if not handler.path.endswith(what):
            return False
        handler.send_response(200)
        handler.send_header("content-length", "100000")
        handler.end_headers()
        handler.connection.settimeout(0.02)
        while True:  # a read tells when the client has left
            try:
                handler.connection.recv(1)
                break
            except TimeoutError:
                handler.wfile.write(b"0" if how == "drop by drop" else b"")
            except OSError:
                break
        handler.close_connection = True
        return True

    server.answers.append(drip)
    updates = person(author, server.url, tmp_path, deadline=0.5, silence=0.3, window=0.3)
    with pytest.raises(UpdateUnreachable, match=r"too slowly|took more than|cannot be reached"):
        await all_of(updates)
    assert untouched(tmp_path)


async def test_what_breaks_off_goes_on(author: Author, server: WebServer, tmp_path: Path) -> None:
    author.publish("2.0", author.build("2.0", {"new": bytes(range(256)) * 40}), patches=0)
    content = archive_file(author, "2.0").read_bytes()

    def break_off(handler: Handler) -> bool:
        if not handler.path.endswith(".tar.xz") or handler.headers.get("range"):
            return False
        handler.reply(content[:200], len(content))
        handler.close_connection = True
        return True

    server.answers.append(break_off)
    updates = person(author, server.url, tmp_path)
    await updates.check()
    with pytest.raises(UpdateUnreachable):
        await updates.download(quiet)
    assert untouched(tmp_path)
    assert await updates.download(quiet) == "2.0"
    assert server.asked[-1][1] == "bytes=200-"


async def test_a_beginning_of_another_file_is_fetched_again(author: Author, server: WebServer, tmp_path: Path) -> None:
    author.publish("2.0", patches=0)
    updates = person(author, server.url, tmp_path)
    offered = await updates.check()
    assert offered is not None
    part = tmp_path / "app" / "updates" / f"{offered.hashes['sha256']}.part"
    part.parent.mkdir(exist_ok=True)
    for wrong in (b"x" * 50, b"x" * offered.length, b"x" * (offered.length + 9)):
        part.write_bytes(wrong)
        assert await updates.download(quiet) == "2.0"
        shutil.rmtree(tmp_path / "app" / "versions" / "2.0")


async def test_files_that_were_changed_here_get_the_whole_version(
    author: Author, server: WebServer, tmp_path: Path
) -> None:
    build = author.build("2.0", {"data/same.bin": SAME + b"!"})
    made = author.publish("2.0", build)
    assert set(made.patches) == {"1.0"}
    (tmp_path / "app" / "versions" / "1.0" / "data" / "same.bin").write_bytes(b"mine")
    updates = person(author, server.url, tmp_path)
    await updates.check()
    await updates.download(quiet)
    assert (tmp_path / "app" / "versions" / "2.0" / "data" / "same.bin").read_bytes() == SAME + b"!"


async def test_keys_are_rotated_twice_while_the_app_is_away(author: Author, server: WebServer, tmp_path: Path) -> None:
    for role in ("root", "targets", "root", "timestamp", "snapshot"):
        new = author.keyring.make({role: 1})
        old = next(state.keys for state in author.repository.metadata.roles() if state.role == role)
        author.repository.rotate(role, add=[key.id for key in new], remove=old)
    author.publish("2.0")
    assert metadata(author, "*.root.json").name == "6.root.json"
    offered = await person(author, server.url, tmp_path).check()
    assert offered is not None
    assert json.loads((tmp_path / "data" / "metadata" / "root.json").read_text())["signed"]["version"] == 6


async def test_a_key_that_counts_no_longer_signs_nothing(author: Author, server: WebServer, tmp_path: Path) -> None:
    old = next(state.keys for state in author.repository.metadata.roles() if state.role == "targets")
    new = author.keyring.make({"targets": 1})
    thief = Keyring(tmp_path / "stolen", lambda: PASSPHRASE)
    shutil.copytree(author.keyring.folder, thief.folder)
    (thief.folder / "targets-2.pem").unlink()
    author.repository.rotate("targets", add=[key.id for key in new], remove=old)
    with pytest.raises(ReleaseError, match=r'^Cannot sign "targets": 0 of 1 keys are in'):
        Repository(author.repository.folder, thief).refresh(targets=True)
    path = metadata(author, "*.targets.json")
    content = json.loads(path.read_bytes())
    content["signatures"][0]["keyid"] = old[0]
    path.write_text(json.dumps(content))
    with pytest.raises(UpdateRefused):
        await person(author, server.url, tmp_path).check()


async def test_fewer_signatures_than_the_threshold(tmp_path: Path) -> None:
    author = Author(tmp_path / "author", counts={"targets": 3}, thresholds={"targets": 2})
    author.publish("1.0")
    author.install(tmp_path / "app", author.folder / "builds" / "1.0", "1.0")
    author.publish("2.0")
    path = metadata(author, "*.targets.json")
    whole = json.loads(path.read_bytes())
    assert len(whole["signatures"]) == 3
    with served(author.repository.folder) as server:
        path.write_text(json.dumps({**whole, "signatures": [whole["signatures"][0]] * 1}))
        with pytest.raises(UpdateRefused):
            await person(author, server.url, tmp_path).check()
    for number in (1, 2):
        (author.keyring.folder / f"targets-{number}.pem").unlink()
    with pytest.raises(ReleaseError, match="are not of its keys"):
        author.repository.refresh(targets=True)
    path.write_text(json.dumps(whole))
    with pytest.raises(ReleaseError, match=r'^Cannot sign "targets": 1 of 2 keys are in'):
        author.repository.refresh(targets=True)


async def test_the_author_signs_nothing_that_others_changed(author: Author) -> None:
    path = metadata(author, "*.targets.json")
    content = json.loads(path.read_bytes())
    content["signed"]["targets"].clear()
    path.write_text(json.dumps(content))
    for attempt in (author.repository.refresh, lambda: author.publish("2.0")):
        with pytest.raises(ReleaseError, match="so nothing of it is signed again"):
            attempt()


@pytest.fixture
def elsewhere(author: Author) -> Iterator[WebServer]:
    """Another server, with the same files."""
    with served(author.repository.folder) as other:
        yield other


def lead_to(where: Callable[[Handler], str]) -> Callable[[Handler], bool]:
    """Return an answer that redirects what was not redirected yet."""

    def lead(handler: Handler) -> bool:
        if handler.path.endswith("?led"):
            handler.path = handler.path.removesuffix("?led")
            return False
        handler.send_response(302)
        handler.send_header("location", where(handler) + handler.path + "?led")
        handler.send_header("content-length", "0")
        handler.end_headers()
        return True

    return lead


async def test_redirects_stay_on_the_server(
    author: Author, server: WebServer, elsewhere: WebServer, tmp_path: Path
) -> None:
    author.publish("2.0")
    server.answers[:] = [lead_to(lambda handler: elsewhere.url)]
    with pytest.raises(UpdateRefused, match="another one"):
        await person(author, server.url, tmp_path).check()
    assert not elsewhere.asked
    server.answers[:] = [lead_to(lambda handler: "")]
    updates = person(author, server.url, tmp_path)
    await updates.check()
    assert await updates.download(quiet) == "2.0"

    def in_circles(handler: Handler) -> bool:
        handler.path = handler.path.removesuffix("?led")
        return lead_to(lambda handler: "")(handler)

    server.answers[:] = [in_circles]
    with pytest.raises(UpdateUnreachable, match="leads in circles"):
        await updates.check()


async def test_a_server_that_is_gone(author: Author, tmp_path: Path) -> None:
    with served(author.repository.folder) as server:
        author.publish("2.0", patches=0)
        updates = person(author, server.url, tmp_path)
        await updates.check()
    for attempt in (updates.check, lambda: updates.download(quiet)):
        with pytest.raises(UpdateUnreachable, match="cannot be reached"):
            await attempt()
    assert untouched(tmp_path)


@pytest.mark.parametrize("status", [403, 404, 500])
async def test_a_server_that_has_no_repository(author: Author, tmp_path: Path, status: int) -> None:
    def refuse(handler: Handler) -> bool:
        handler.send_error(status)
        return True

    with served(tmp_path) as server:
        server.answers.append(refuse)
        with pytest.raises(UpdateUnreachable, match=f"answered {status}"):
            await person(author, server.url, tmp_path).check()


async def test_a_proxy_is_used(
    author: Author, server: WebServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def forward(handler: Handler) -> bool:
        assert handler.path.startswith("http://updates.example/tea/")
        handler.path = handler.path.removeprefix("http://updates.example/tea")
        return False

    server.answers.append(forward)
    monkeypatch.setenv("http_proxy", server.url)
    author.publish("2.0")
    updates = person(author, "http://updates.example/tea", tmp_path)
    await updates.check()
    assert await updates.download(quiet) == "2.0"


async def test_one_process_at_a_time(author: Author, server: WebServer, tmp_path: Path) -> None:
    author.publish("2.0")
    first, second = (person(author, server.url, tmp_path) for _ in range(2))
    await first.check()
    await second.check()
    refused: list[Busy] = []

    async def also(updates: Updates) -> None:
        try:
            assert await updates.download(quiet) == "2.0"
        except Busy as error:
            refused.append(error)

    async with anyio.create_task_group() as tasks:
        for each in (first, second):
            tasks.start_soon(also, each)
    assert len(refused) <= 1
    assert await first.apply() == await second.apply() == "2.0"
    assert Installation(tmp_path / "app").state == State(version="2.0", previous="1.0", left=2)


async def test_trusted_metadata_that_a_crash_damaged(author: Author, server: WebServer, tmp_path: Path) -> None:
    updates = person(author, server.url, tmp_path)
    await updates.check()
    for path in (tmp_path / "data" / "metadata").iterdir():
        path.write_bytes(path.read_bytes()[:30])
        assert await updates.check() is None, path


async def test_cancelling_leaves_what_came(author: Author, server: WebServer, tmp_path: Path) -> None:
    author.publish("2.0", patches=0)
    updates = person(author, server.url, tmp_path)
    await updates.check()
    with anyio.CancelScope() as scope:
        await updates.download(lambda got, total: scope.cancel())
    assert scope.cancelled_caught
    assert untouched(tmp_path)
    assert await updates.download(quiet) == "2.0"


@pytest.mark.parametrize("url", ["http://127.0.0.1:8000/a", "http://[::1]/", "http://localhost", "https://a.example/b"])
def test_addresses_that_updates_come_from(url: str) -> None:
    check_address(url, plain=False)


@pytest.mark.parametrize("url", ["", "ftp://a.example", "https://", "https://a.example/?x", "file:///etc"])
def test_addresses_that_are_none(url: str) -> None:
    with pytest.raises(ConfigError, match="must be as https"):
        check_address(url, plain=True)


def test_an_address_that_is_not_encrypted_has_to_be_allowed() -> None:
    with pytest.raises(ConfigError, match="it is not encrypted"):
        check_address("http://a.example/b", plain=False)
    check_address("http://a.example/b", plain=True)


def test_a_withdrawn_version_is_offered_no_longer(author: Author) -> None:
    author.publish("2.0")
    [wanted] = [one for one in author.repository.archives() if _is(one, "2.0")]
    file = author.repository.file_of(wanted)
    withdraw(author, "2.0")
    assert [one.offer.version for one in author.repository.archives()] == ["1.0"]
    assert not file.exists()


def withdraw(author: Author, version: str) -> None:
    """Offer a version no longer."""
    author.repository.change({one.path: None for one in author.repository.archives() if one.offer.version == version})


@pytest.mark.parametrize("applied", [False, True], ids=["downloaded", "applied"])
async def test_a_version_that_was_withdrawn_and_published_anew(
    author: Author, server: WebServer, tmp_path: Path, applied: bool
) -> None:
    author.publish("2.0", author.build("2.0", script="#!/bin/sh\necho withdrawn\n"))
    updates = person(author, server.url, tmp_path)
    await all_of(updates)
    if applied:
        await updates.apply()
    withdraw(author, "2.0")
    author.publish("2.0", author.build("2.0", {"mended": b"mended"}))
    for each in (updates, person(author, server.url, tmp_path)):
        await each.check()
        assert each.ready == "", "what is here is not what is offered"
        with pytest.raises(NotFound, match="none is downloaded"):
            await each.apply()
    assert await updates.download(quiet) == updates.ready == "2.0"
    app = Installation(tmp_path / "app")
    assert app.state == State(version="1.0"), "nothing of it starts before it is applied"
    assert sorted(path.name for path in app.versions.iterdir()) == ["1.0", "2.0"]
    assert (app.version_folder("2.0") / "mended").read_bytes() == b"mended"
    await updates.apply()
    assert app.state == State(version="2.0", previous="1.0", left=2)


async def test_a_version_that_was_published_anew_while_the_earlier_one_runs(
    author: Author, server: WebServer, tmp_path: Path
) -> None:
    author.publish("2.0")
    updates = person(author, server.url, tmp_path)
    await all_of(updates)
    withdraw(author, "2.0")
    author.publish("2.0", author.build("2.0", {"mended": b"mended"}))
    await updates.check()
    with (
        in_use(tmp_path / "app" / "versions" / "2.0", alone=False),
        pytest.raises(Busy, match="published anew, and the earlier one runs; end it first"),
    ):
        await updates.download(quiet)
    assert await updates.download(quiet) == "2.0"


async def test_a_version_that_has_worked_here_stays_though_it_is_published_anew(
    author: Author, server: WebServer, tmp_path: Path
) -> None:
    author.publish("2.0")
    updates = person(author, server.url, tmp_path)
    await all_of(updates)
    await updates.apply()
    assert person(author, server.url, tmp_path, "2.0").confirm()
    withdraw(author, "2.0")
    author.publish("2.0", author.build("2.0", {"mended": b"mended"}))
    await updates.check()
    assert updates.ready == "2.0"
    assert await person(author, server.url, tmp_path, "2.0").check() is None
