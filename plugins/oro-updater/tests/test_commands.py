"""`oro keys` and `oro updates` as an author types them, for an app in a folder."""

from __future__ import annotations

import io
import json
import os
import re
import shutil
import stat
import subprocess
import sys
import tarfile
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

import anyio
import pytest
from oro_build.built import Built, Flavour
from oro_build.product import Product
from oro_updater.author.publishing import publish_build
from oro_updater.cli.options import PASSPHRASE
from oro_updater.installation import Installation
from oro_updater.server import Server
from oro_updater.subject import Subject, platform_name
from oro_updater.updates import Updates

from oro_framework.cli.main import invoke

from .author import SAME, served

BUNDLE = "org.example.tea"
ROLES = ["root", "targets", "snapshot", "timestamp"]


class Answer(NamedTuple):
    """The output and the exit code of a command."""

    code: int
    out: str
    err: str


Oro = Callable[..., Answer]


@pytest.fixture
def oro(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Oro:
    """Run a command in the folder of an app of version 1.0, with the passphrase in the environment."""
    app = tmp_path / "tea"
    app.mkdir()
    (app / "index.html").write_text("<!doctype html>")
    (app / "oro.toml").write_text(
        f'[meta]\nbundle_identifier = "{BUNDLE}"\nversion = "1.0"\n[plugins]\nenabled = ["updater"]\n'
    )
    monkeypatch.chdir(app)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.setenv(PASSPHRASE, "correct horse")

    def run(*arguments: str) -> Answer:
        code = invoke(list(arguments))
        return Answer(code, *capsys.readouterr())

    return run


@pytest.fixture
def author(oro: Oro) -> Oro:
    """The same for an author who has made keys and begun a repository."""
    for arguments in (("keys", "make"), ("updates", "init"), ("keys", "root")):
        assert oro(*arguments).code == 0
    return oro


@pytest.fixture
def keys(tmp_path: Path) -> Path:
    """The folder of the keys."""
    return tmp_path / "data" / "oro-framework" / "keys" / BUNDLE


def build(version: str, script: str = "") -> str:
    """Make a folder as a build would, and return its path."""
    folder = Path("dist") / version
    folder.mkdir(parents=True)
    (folder / "tea").write_text(script or f"#!/bin/sh\necho {version}\n")
    (folder / "tea").chmod(0o755)
    (folder / "same.bin").write_bytes(SAME)
    return str(folder)


def roles_of(oro: Oro) -> dict[str, dict[str, str]]:
    return {each["role"]: each for each in json.loads(oro("updates", "list", "--json").out)["roles"]}


def versions_of(oro: Oro) -> dict[str, dict[str, int]]:
    """Return the channels of each published version."""
    found = json.loads(oro("updates", "list", "--json").out)["versions"]
    return {each["version"]: each["channels"] for each in found}


# -- keys ------------------------------------------------------------------------------------------


def test_keys_are_private_encrypted_and_outside_of_the_project(oro: Oro, keys: Path, tmp_path: Path) -> None:
    made = oro("keys", "make")
    assert made.code == 0
    assert [line.split()[0] for line in made.out.splitlines()] == ROLES
    assert "Copy these files to a safe place" in made.err
    assert stat.S_IMODE(keys.stat().st_mode) == 0o700
    for role in ROLES:
        path = keys / f"{role}-1.pem"
        assert path.read_text().startswith("-----BEGIN ENCRYPTED PRIVATE KEY-----")
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert not list((tmp_path / "tea").rglob("*.pem"))


def test_no_key_is_made_twice_unless_asked_for(oro: Oro, keys: Path) -> None:
    oro("keys", "make")
    before = {path.name: path.read_bytes() for path in keys.iterdir()}
    again = oro("keys", "make")
    assert (again.code, again.out) == (2, "")
    assert "has some; --role ROLE adds one, and oro keys rotate replaces one" in again.err
    assert oro("keys", "make", "--role", "timestamp", "--count", "timestamp=2").code == 0
    after = {path.name: path.read_bytes() for path in keys.iterdir()}
    assert after.items() >= before.items()
    assert sorted(after.keys() - before.keys()) == [f"timestamp-{n}.{end}" for n in (2, 3) for end in ("json", "pem")]


def test_a_key_that_was_half_written_does_not_stop_others(oro: Oro, keys: Path) -> None:
    oro("keys", "make")
    (keys / "root-2.pem").write_text("-----BEGIN ENCR")
    assert oro("keys", "make", "--role", "root").code == 0
    assert (keys / "root-2.pem").read_text() == "-----BEGIN ENCR"
    assert (keys / "root-3.json").exists()


@pytest.mark.parametrize(
    ("arguments", "passphrase", "why"),
    [
        (("--count", "root=x"), "correct horse", 'Cannot use --count "root=x": write it as root=2'),
        (("--count", "root=0"), "correct horse", 'Cannot use --count "root=0"'),
        (("--count", "tea=2"), "correct horse", "roles are root, targets, snapshot, timestamp"),
        ((), "short", "the passphrase needs at least 8 characters"),
        ((), "", f"Cannot ask for the passphrase of the keys: this is no terminal; set {PASSPHRASE}"),
    ],
)
def test_what_makes_no_keys(
    oro: Oro, keys: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], passphrase: str, why: str
) -> None:
    monkeypatch.setenv(PASSPHRASE, passphrase)
    monkeypatch.setattr(sys, "stdin", io.StringIO())
    refused = oro("keys", "make", *arguments)
    assert (refused.code, refused.out) == (2, "")
    assert why in refused.err
    assert not keys.exists()


def test_the_list_says_which_private_halves_are_here(oro: Oro, keys: Path, tmp_path: Path) -> None:
    assert "oro keys make makes them" in oro("keys", "list").err
    oro("keys", "make")
    shutil.move(keys / "root-1.pem", tmp_path)
    listed = json.loads(oro("keys", "list", "--json").out)
    assert [(each["role"], each["present"]) for each in listed] == [(role, role != "root") for role in ROLES]
    shown = oro("keys", "list").out
    assert shown.count("not here") == 1
    assert all(each["id"][:16] in shown for each in listed)
    elsewhere = oro("keys", "list", "--keys", str(tmp_path / "other"), "--json")
    assert json.loads(elsewhere.out) == []


def test_a_key_is_replaced_or_joined_by_another(author: Oro, keys: Path) -> None:
    before = {each["role"]: each["id"] for each in json.loads(author("keys", "list", "--json").out)}
    assert author("keys", "rotate", "timestamp").code == 0
    root = json.loads(Path("updates/metadata/2.root.json").read_bytes())["signed"]
    assert before["timestamp"] not in root["keys"]
    done = author("keys", "rotate", "targets", "--keep", "--threshold", "2")
    assert done.code == 0
    assert "ship it with the next version: oro keys root" in done.err
    role = json.loads(Path("updates/metadata/3.root.json").read_bytes())["signed"]["roles"]["targets"]
    assert (len(role["keyids"]), role["threshold"]) == (2, 2)
    assert before["targets"] in role["keyids"]
    assert author("updates", "publish", build("1.0")).code == 0, "both keys are here"
    (keys / "targets-2.pem").unlink()
    refused = author("updates", "publish", build("2.0"), "--version", "2.0")
    assert (refused.code, refused.out) == (2, "")
    assert 'Cannot sign "targets": 1 of 2 keys are in' in refused.err
    assert set(versions_of(author)) == {"1.0"}
    assert [path.name.partition(".")[2] for path in Path("updates/targets").rglob("*.xz")] == ["1.0.tar.xz"]


def test_keys_that_cannot_be_replaced(oro: Oro, keys: Path) -> None:
    oro("keys", "make")
    refused = oro("keys", "rotate", "root")
    assert (refused.code, refused.out) == (2, "")
    assert "it is no repository of updates; oro updates init makes one" in refused.err
    assert not (keys / "root-2.pem").exists(), "no key is made for it"
    assert oro("keys", "rotate", "tea").code == 2


def test_the_root_is_copied_into_the_app(author: Oro, tmp_path: Path) -> None:
    newest = Path("updates/metadata/1.root.json").read_bytes()
    assert Path("root.json").read_bytes() == newest
    author("keys", "rotate", "root")
    assert Path("root.json").read_bytes() == newest, "only when asked"
    assert author("keys", "root", "--to", str(tmp_path / "new" / "it.json")).out == f"{tmp_path / 'new' / 'it.json'}\n"
    assert json.loads((tmp_path / "new" / "it.json").read_bytes())["signed"]["version"] == 2
    (tmp_path / "file").write_text("")
    refused = author("keys", "root", "--to", str(tmp_path / "file" / "root.json"))
    assert (refused.code, refused.out) == (2, "")
    assert f'Cannot write "{tmp_path / "file" / "root.json"}": ' in refused.err


# -- updates ---------------------------------------------------------------------------------------


def test_a_repository_is_begun_once(oro: Oro) -> None:
    refused = oro("updates", "init")
    assert (refused.code, Path("updates/metadata").exists()) == (2, False)
    assert '"root" needs 1 keys and has 0; oro keys make adds some' in refused.err
    oro("keys", "make")
    refused = oro("updates", "init", "--threshold", "root=2")
    assert '"root" needs 2 keys and has 1' in refused.err
    assert oro("updates", "init", "--expires", "timestamp=7").code == 0
    left = datetime.fromisoformat(roles_of(oro)["timestamp"]["expires"]) - datetime.now(UTC)
    assert timedelta(days=6) < left <= timedelta(days=7)
    again = oro("updates", "init")
    assert (again.code, again.out) == (2, "")
    assert '"updates" has one already' in again.err


def test_versions_are_published_offered_and_withdrawn(author: Oro) -> None:
    assert author("updates", "list").code == 0
    done = author("updates", "publish", build("1.0"), "--notes", "First tea")
    assert done.code == 0
    assert done.out.startswith(f"1.0 for {platform_name()}: ")
    assert 'Copy "updates" to the server, metadata/timestamp.json last' in done.err
    done = author(
        "updates", "publish", build("1.1"), "--version", "1.1", "--channel", "beta", "--channel", "stable=10%"
    )
    assert "from 1.0: " in done.out
    assert versions_of(author) == {"1.0": {"stable": 100}, "1.1": {"beta": 100, "stable": 10}}
    assert author("updates", "offer", "1.1", "--channel", "stable", "--percent", "50").out == "1.1: stable 50 %\n"
    assert versions_of(author)["1.1"] == {"beta": 100, "stable": 50}
    assert "beta 100 %, stable 50 %" in author("updates", "list").out
    assert author("updates", "withdraw", "1.0").code == 0
    assert set(versions_of(author)) == {"1.1"}
    names = [path.name.partition(".")[2] for path in Path("updates/targets").rglob("*.xz")]
    assert names == ["1.1.tar.xz"], "the patch that starts from it went as well"
    for command in (("withdraw", "1.0"), ("offer", "9.9", "--channel", "stable")):
        refused = author("updates", *command)
        assert (refused.code, refused.out) == (2, "")
        assert "it is not published here; oro updates list says what is" in refused.err


@pytest.mark.parametrize(
    ("options", "why"),
    [
        (("--version", "1.0"), "version 1.0 for .* it is published already; a version never changes"),
        (("--version", "tea"), "versions are compared, so write it as 1.2.0 or 1.2.0rc1"),
        (("--version", "2.0+" + "a" * 80), "of letters, digits, .* 64 at most"),
        (("--version", "2.0", "--channel", "stable=x"), 'Cannot use --channel "stable=x"'),
        (("--version", "2.0", "--channel", "stable=101"), "a percentage is 0 to 100"),
        (("--version", "2.0", "--channel", "=5"), "of letters, digits, .* 64 at most"),
        (("--version", "2.0", "--platform", "../x"), "of letters, digits, .* 64 at most"),
        (("--version", "2.0", "--expires", "root"), 'Cannot use --expires "root"'),
        (("--version", "2.0", "--repository", "nowhere"), '"nowhere": it is no repository of updates'),
    ],
)
def test_versions_that_cannot_be_published(author: Oro, options: tuple[str, ...], why: str) -> None:
    author("updates", "publish", build("1.0"))
    before = {path: path.read_bytes() for path in Path("updates").rglob("*") if path.is_file()}
    refused = author("updates", "publish", build("next"), *options)
    assert (refused.code, refused.out) == (2, "")
    assert re.search(why, refused.err), refused.err
    assert {path: path.read_bytes() for path in Path("updates").rglob("*") if path.is_file()} == before


def test_signatures_are_renewed_by_the_keys_of_two_roles_alone(author: Oro, keys: Path) -> None:
    before = roles_of(author)
    for role in ("root", "targets"):
        (keys / f"{role}-1.pem").unlink()
    done = author("updates", "refresh", "--expires", "timestamp=7")
    assert done.code == 0
    assert [line.split()[:2] for line in done.out.splitlines()] == [
        ["root", "1"], ["targets", "1"], ["snapshot", "2"], ["timestamp", "2"],
    ]  # fmt: skip
    after = roles_of(author)
    assert [role for role in ROLES if after[role]["version"] != before[role]["version"]] == ["snapshot", "timestamp"]
    refused = author("updates", "refresh", "--targets")
    assert (refused.code, refused.out) == (2, "")
    assert 'Cannot sign "targets": 0 of 1 keys are in' in refused.err


@pytest.mark.parametrize("command", [("refresh",), ("publish", "dist/2.0", "--version", "2.0")])
def test_a_wrong_passphrase_changes_nothing(
    author: Oro, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...]
) -> None:
    build("2.0")
    before = {path: path.read_bytes() for path in Path("updates").rglob("*") if path.is_file()}
    monkeypatch.setenv(PASSPHRASE, "incorrect horse")
    refused = author("updates", *command)
    assert (refused.code, refused.out) == (2, "")
    assert "the passphrase is wrong, or the file is damaged" in refused.err
    assert {path: path.read_bytes() for path in Path("updates").rglob("*") if path.is_file()} == before


def test_the_passphrase_is_asked_for_on_a_terminal(oro: Oro, keys: Path) -> None:
    """A real terminal: the passphrase is typed twice for the first keys, and not shown."""
    import pty

    environment = {name: value for name, value in os.environ.items() if name != PASSPHRASE}
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "oro_framework.cli", "keys", "make"]
    with subprocess.Popen(
        command, env=environment, stdin=theirs, stdout=subprocess.PIPE, stderr=theirs, start_new_session=True
    ) as process:
        os.close(theirs)
        shown = b""
        for asked in (b"Passphrase of the keys: ", b"Repeat for confirmation: "):
            while asked not in shown:
                shown += os.read(ours, 1000)
            os.write(ours, b"correct horse\n")
        assert process.stdout is not None
        made = process.stdout.read().decode()
        assert process.wait(60) == 0
    os.close(ours)
    assert b"correct horse" not in shown
    assert len(made.splitlines()) == len(ROLES)
    assert oro("keys", "make", "--role", "root").code == 0, "the passphrase of the environment is the typed one"


@pytest.mark.skipif(sys.platform == "win32", reason="the launcher is a shell's")
@pytest.mark.anyio
async def test_from_no_keys_to_an_app_that_updates_itself(author: Oro, tmp_path: Path) -> None:
    """Everything that a person has was made by commands: the root, the installation, the repository."""
    laid = tmp_path / "app"
    author("updates", "publish", build("1.0"))
    done = author("updates", "layout", "dist/1.0", str(laid), "--program", "tea")
    assert done.out == f"{laid / 'tea'}\n"
    again = author("updates", "layout", "dist/1.0", str(laid), "--program", "tea")
    assert f'Cannot lay out "{laid}": it is not empty' in again.err
    author("updates", "publish", build("1.2.0-rc.1"), "--version", "1.2.0-rc.1")
    with served(Path("updates")) as server:
        subject = Subject(
            app=BUNDLE, version="1.0", platform=platform_name(), channel="stable", installation=Installation(laid)
        )
        updates = Updates(subject, Server(server.url), Path("root.json"), tmp_path / "person")
        await updates.check()
        assert await updates.download(lambda got, total: None) == "1.2.0-rc.1"
        await updates.apply()
    done_running = await anyio.run_process([laid / "tea"], env={**os.environ, "DISPLAY": ":0"})
    assert done_running.stdout == b"1.2.0-rc.1\n"


@pytest.mark.parametrize(
    ("program", "version", "why"),
    [("coffee", "1.0", 'it has no program "coffee"'), ("tea", "../1.0", "write it of digits, letters and dots")],
)
def test_what_cannot_be_laid_out(oro: Oro, tmp_path: Path, program: str, version: str, why: str) -> None:
    laid = tmp_path / "app"
    refused = oro("updates", "layout", build("1.0"), str(laid), "--program", program, "--version", version)
    assert (refused.code, refused.out) == (2, "")
    assert why in refused.err
    assert not laid.exists()


# -- oro build --release ---------------------------------------------------------------------------


@pytest.mark.skipif(sys.platform == "win32", reason="the launcher is a shell's")
def test_a_build_is_published_and_packed_for_people(author: Oro, tmp_path: Path) -> None:
    built = Built(
        product=Product(identifier=BUNDLE, name="tea", title="Tea", version="1.0"),
        folder=Path(build("1.0")).absolute(),
        flavour=Flavour.BUNDLED,
        platform=platform_name(),
        engine="qt",
    )
    published, people = publish_build(".", built, Path("updates"))
    assert published.startswith(f"published 1.0 for {platform_name()}: ")
    assert versions_of(author) == {"1.0": {"stable": 100}}
    archive = Path(people.rpartition(": ")[2])
    assert archive.name == f"tea-1.0-{platform_name()}-updating.tar.xz"
    assert [path.name for path in archive.parent.iterdir() if path.is_dir()] == ["1.0"], "nothing else is left there"
    with tarfile.open(archive) as tar:
        assert {(member.uid, member.gid, member.uname) for member in tar} == {(0, 0, "")}
        tar.extractall(tmp_path / "person", filter="data")
    app = Installation(tmp_path / "person" / "tea")
    assert (app.installed.app, app.state.version) == (BUNDLE, "1.0")
    done = subprocess.run([app.launcher], capture_output=True, text=True, timeout=30, check=True)
    assert done.stdout == "1.0\n"
