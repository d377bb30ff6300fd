"""Trust begins with the root that the app was shipped with, whatever lies in the person's data folder."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from oro_updater.author.keyring import Keyring
from oro_updater.author.repository import Repository
from oro_updater.errors import ReleaseError, UpdateRefused, UpdateStale
from oro_updater.offer import Archive

from .author import APP, PASSPHRASE, PLATFORM, Author, WebServer, person, served

pytestmark = pytest.mark.anyio


def rotate(author: Author, role: str, repository: Repository | None = None) -> None:
    """Replace the keys of a role."""
    repository = repository or author.repository
    old = next(state.keys for state in repository.metadata.roles() if state.role == role)
    repository.rotate(role, add=[key.id for key in author.keyring.make({role: 1})], remove=old)


async def test_a_root_of_somebody_else_in_the_data_folder(author: Author, tmp_path: Path) -> None:
    thief = Author(tmp_path / "thief")
    rotate(thief, "root")
    thief.publish("9.0")
    planted = tmp_path / "data" / "metadata"
    (planted / "roots").mkdir(parents=True)
    for path in (planted / "root.json", planted / "roots" / "2.root.json"):
        shutil.copy(thief.repository.metadata.root_path, path)
    with served(thief.repository.folder) as server, pytest.raises(UpdateRefused):
        await person(author, server.url, tmp_path).check()
    with served(author.repository.folder) as server:
        assert await person(author, server.url, tmp_path).check() is None


async def test_a_root_that_was_seen_is_not_forgotten(author: Author, server: WebServer, tmp_path: Path) -> None:
    old = tmp_path / "old"
    shutil.copytree(author.repository.folder / "metadata", old)
    rotate(author, "timestamp")
    assert await person(author, server.url, tmp_path).check() is None
    shutil.rmtree(author.repository.folder / "metadata")
    shutil.copytree(old, author.repository.folder / "metadata")
    with pytest.raises(UpdateRefused):
        await person(author, server.url, tmp_path).check()


async def test_a_root_that_expired(author: Author, server: WebServer, tmp_path: Path) -> None:
    rotate(author, "root", Repository(author.repository.folder, author.keyring, {"root": -1}))
    with pytest.raises(UpdateStale, match="have expired"):
        await person(author, server.url, tmp_path).check()


async def test_new_keys_end_a_jump_of_versions(author: Author, server: WebServer, tmp_path: Path) -> None:
    honest = tmp_path / "honest"
    shutil.copytree(author.repository.folder / "metadata", honest)
    for _ in range(3):  # a thief of the keys signs what is far ahead
        author.repository.refresh()
    assert await person(author, server.url, tmp_path).check() is None
    shutil.rmtree(author.repository.folder / "metadata")
    shutil.copytree(honest, author.repository.folder / "metadata")
    with pytest.raises(UpdateRefused, match="older than what is known"):
        await person(author, server.url, tmp_path).check()
    for role in ("timestamp", "snapshot"):
        rotate(author, role)
    assert await person(author, server.url, tmp_path).check() is None


@pytest.mark.parametrize(
    ("version", "base", "digest"),
    [
        (" 2.0", "", "0" * 64),
        ("../2.0", "", "0" * 64),
        ("2.0", "../1.0", "0" * 64),
        ("2.0", "", "../../x"),
        ("2.0", "", None),
    ],
)
def test_names_that_are_none_are_no_offers(version: str, base: str, digest: str | None) -> None:
    about = {
        "app": APP,
        "version": version,
        "platform": PLATFORM,
        "kind": "whole",
        "manifest": "",
        "size": 0,
        "base": base,
    }
    hashes = {} if digest is None else {"sha256": digest}
    assert Archive.of("x", 1, hashes, {"oro": about}) is None


async def test_a_machine_that_renews_has_no_private_key_of_root(
    author: Author, server: WebServer, tmp_path: Path
) -> None:
    online = Keyring(tmp_path / "online", lambda: PASSPHRASE)
    online.folder.mkdir()
    for name in ("timestamp-1.pem", "timestamp-1.json", "snapshot-1.pem", "snapshot-1.json"):
        shutil.copy(author.keyring.folder / name, online.folder)
    repository = Repository(author.repository.folder, online)
    with pytest.raises(ReleaseError, match=r"copy the public halves of its keys there, root-\*\.json"):
        repository.refresh()
    shutil.copy(author.keyring.folder / "root-1.json", online.folder)
    repository.refresh()
    assert await person(author, server.url, tmp_path).check() is None
    with pytest.raises(ReleaseError, match=r'^Cannot sign "targets": 0 of 1 keys'):
        repository.refresh(targets=True)


def test_a_mistyped_passphrase_makes_no_key(author: Author) -> None:
    ring = Keyring(author.keyring.folder, lambda: "correct hose")
    before = sorted(path.name for path in ring.folder.iterdir())
    with pytest.raises(ReleaseError, match="the passphrase is wrong"):
        ring.make({"timestamp": 1})
    assert sorted(path.name for path in ring.folder.iterdir()) == before
