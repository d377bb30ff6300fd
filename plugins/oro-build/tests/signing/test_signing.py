"""Signatures by a key made for the test, and checksums."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from oro_build.built import Built
from oro_build.errors import BuildError
from oro_build.formats.rpm import Rpm
from oro_build.formats.settings import FormatSettings
from oro_build.signing.command import sign_by_command
from oro_build.signing.downloads import finish_downloads

KEY = "tea@example.org"
needs_gpg = pytest.mark.skipif(shutil.which("gpg") is None, reason="GnuPG is not installed")


@pytest.fixture
def keyring(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with TemporaryDirectory(prefix="oro-gpg-") as home:  # short: its agent listens at a socket in it
        monkeypatch.setenv("GNUPGHOME", home)
        make = ["gpg", "--batch", "--pinentry-mode", "loopback", "--passphrase", "", "--quick-gen-key", KEY, "ed25519"]
        subprocess.run(make, check=True, capture_output=True)
        yield
        subprocess.run(["gpgconf", "--kill", "all"], check=False, capture_output=True)


def downloads(folder: Path) -> list[Path]:
    paths = [folder / "tea.deb", folder / "tea.tar.xz"]
    for path in paths:
        path.write_bytes(path.name.encode())
    return paths


def test_checksums_are_those_of_sha256sum(tmp_path: Path) -> None:
    added = finish_downloads(downloads(tmp_path), tmp_path, FormatSettings())
    assert [path.name for path in added] == ["SHA256SUMS"]
    done = subprocess.run(["sha256sum", "--check", "SHA256SUMS"], cwd=tmp_path, capture_output=True, text=True)
    assert done.stdout == "tea.deb: OK\ntea.tar.xz: OK\n"


@needs_gpg
@pytest.mark.slow
def test_a_signature_holds_until_a_byte_changes(keyring: None, tmp_path: Path) -> None:
    added = finish_downloads(downloads(tmp_path), tmp_path, FormatSettings(sign_gpg=KEY))
    assert {path.name for path in added} == {"tea.deb.asc", "tea.tar.xz.asc", "SHA256SUMS", "SHA256SUMS.asc"}
    for name in ("tea.deb", "SHA256SUMS"):
        subprocess.run(["gpg", "--verify", tmp_path / f"{name}.asc", tmp_path / name], check=True, capture_output=True)
    (tmp_path / "tea.deb").write_bytes(b"tampered")
    spoiled = subprocess.run(["gpg", "--verify", tmp_path / "tea.deb.asc"], capture_output=True, check=False)
    assert spoiled.returncode == 1


@needs_gpg
@pytest.mark.slow
@pytest.mark.skipif(shutil.which("rpmsign") is None, reason="rpmsign is not installed")
def test_a_package_of_rpm_has_its_signature_inside(keyring: None, built: Built, tmp_path: Path) -> None:
    [path] = Rpm().make(built, tmp_path)
    finish_downloads([path], tmp_path, FormatSettings(sign_gpg=KEY))
    database, key = tmp_path / "database", tmp_path / "key"
    key.write_bytes(subprocess.run(["gpg", "--export", "--armor", KEY], check=True, capture_output=True).stdout)
    rpm = ["rpm", "--dbpath", str(database)]
    subprocess.run([*rpm, "--import", str(key)], check=True, capture_output=True)
    checked = subprocess.run([*rpm, "--checksig", str(path)], capture_output=True, text=True, check=True)
    assert "signatures OK" in checked.stdout


@needs_gpg
def test_a_key_that_is_missing_is_said_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GNUPGHOME", str(tmp_path))
    tmp_path.chmod(0o700)
    with pytest.raises(BuildError, match=r'Cannot sign "tea.deb": "gpg" ended with status 2'):
        finish_downloads(downloads(tmp_path), tmp_path, FormatSettings(sign_gpg="nobody@example.org"))


def test_a_platform_s_command_gets_the_file(tmp_path: Path) -> None:
    path = tmp_path / "a b.exe"
    path.write_text("program")
    sign_by_command("cp {file} {file}.signed", path)
    assert (tmp_path / "a b.exe.signed").read_text() == "program"
    with pytest.raises(BuildError, match=r"has no \{file\}"):
        sign_by_command("signtool sign", path)
