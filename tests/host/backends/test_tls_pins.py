"""A pin overrides a certificate that is not trusted, and nothing else does: in real engines, against a real server."""

from __future__ import annotations

import re
import ssl
import subprocess
from pathlib import Path

import pytest

from oro_framework.host.backends.choice import backend_class
from oro_framework.pins import certificate_pin
from oro_framework.testing import Engines, engines

pytestmark = pytest.mark.webview

APP = Path(__file__).parent / "pinned"


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Make a certificate that signs itself, and its key."""
    folder = tmp_path_factory.mktemp("pins")
    made = (folder / "certificate.pem", folder / "key.pem")
    request = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    names = ["-days", "2", "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"]
    subprocess.run([*request, *names, "-out", str(made[0]), "-keyout", str(made[1])], check=True, capture_output=True)
    return made


def opened(
    pinned: str, engine: str, oro_engines: Engines, certificate: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> list[str]:
    """Open a page for each of the words in `pinned`; return what became of each."""
    for name, value in zip(("CERTIFICATE", "KEY", "PINNED"), (*certificate, pinned), strict=True):
        monkeypatch.setenv(f"PINS_{name}", str(value))
    pin = certificate_pin(ssl.PEM_cert_to_DER_cert(certificate[0].read_text()))
    pins = f"webview_tls_pins=https://LOCALHOST {pin}"
    code, output = oro_engines.run(engine, APP, "--set", pins)
    assert code == 0, output
    found = re.findall(r"^(?:right|wrong|none|setting) (?:shown|refused) .*$", output, re.MULTILINE)
    assert len(found) == len(pinned.split()), output
    return found


@pytest.mark.parametrize("engine", engines())
def test_a_pinned_host_loads(
    engine: str, oro_engines: Engines, certificate: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert backend_class(engine).capabilities.tls_pins
    pages = opened("setting right", engine, oro_engines, certificate, monkeypatch)
    assert pages == ["setting shown 0", "right shown 1"]


@pytest.mark.parametrize("engine", engines())
@pytest.mark.parametrize("pinned", ["none", "wrong"])
def test_no_other_host_loads(
    pinned: str, engine: str, oro_engines: Engines, certificate: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    (page,) = opened(pinned, engine, oro_engines, certificate, monkeypatch)
    assert re.fullmatch(pinned + r' refused Cannot open "https://localhost:\d+/page\?0": .* nor pinned', page)


@pytest.mark.parametrize("engine", engines())
def test_a_pinned_host_of_tls_1_1_does_not_load(
    engine: str, oro_engines: Engines, certificate: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PINS_OLD", "1")
    assert opened("right", engine, oro_engines, certificate, monkeypatch) == ["right refused the version"]


@pytest.mark.parametrize("engine", [name for name in engines() if name == "gtk"])
def test_what_was_accepted_is_refused_once_the_pins_say_otherwise(
    engine: str, oro_engines: Engines, certificate: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    _, wrong = opened("right wrong", engine, oro_engines, certificate, monkeypatch)
    assert re.fullmatch(r'wrong refused Cannot show "https://localhost:\d+/page\?1": .* not the pinned one', wrong)
    _, none = opened("right none", engine, oro_engines, certificate, monkeypatch)
    assert re.fullmatch(r'none refused Cannot show "https://localhost:\d+/page\?1": .* not the pinned one', none)


@pytest.mark.parametrize("engine", [name for name in engines() if name == "qt"])
def test_requests_of_a_page_are_judged_too(
    engine: str, oro_engines: Engines, certificate: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PINS_FETCHED", "1")
    none, wrong, right = opened("none wrong right", engine, oro_engines, certificate, monkeypatch)
    assert none.startswith("none refused Cannot open")
    assert wrong.startswith("wrong refused Cannot open")
    assert right == "right shown 2"
