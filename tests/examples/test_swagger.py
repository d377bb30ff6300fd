"""A published single-page application, served unmodified, talks to a FastAPI app mounted beside it."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import tarfile
import tempfile
from pathlib import Path

import pytest

from oro_framework.testing import Engines, engines
from tests.examples.app_tests import ROOT, run_page_test

pytestmark = pytest.mark.webview

VERSION = "5.35.0"
KEPT = ROOT / "build" / "test-cache" / f"swagger-ui-dist-{VERSION}"


@pytest.fixture(scope="session")
def swagger_ui() -> Path:
    """Give the folder of the package as npm publishes it, fetched once."""
    if not KEPT.is_dir():
        npm = shutil.which("npm")
        assert npm is not None, "npm is needed to fetch swagger-ui-dist; on Debian: apt install npm"
        KEPT.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=KEPT.parent) as folder:
            command = [npm, "pack", "--silent", f"swagger-ui-dist@{VERSION}"]
            subprocess.run(command, cwd=folder, check=True, stdout=subprocess.DEVNULL)
            [package] = Path(folder).glob("*.tgz")
            if hasattr(tarfile, "data_filter"):
                shutil.unpack_archive(package, folder, "gztar", filter="data")
            else:  # Python 3.11.2 of Debian 12
                shutil.unpack_archive(package, folder, "gztar")
            os.replace(Path(folder, "package"), KEPT)
    return KEPT


def fingerprint(folder: Path) -> str:
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            digest.update(path.read_bytes())
    return digest.hexdigest()


@pytest.mark.parametrize("engine", engines())
def test_swagger_ui_executes_a_request(oro_engines: Engines, engine: str, swagger_ui: Path) -> None:
    before = fingerprint(swagger_ui)
    app = Path(__file__).parent / "swagger"
    run_page_test(oro_engines, engine, app, "swagger", "--set", f"app_resources={swagger_ui}")
    assert fingerprint(swagger_ui) == before
