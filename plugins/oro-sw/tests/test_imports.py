"""Which modules count as imported by a version."""

from __future__ import annotations

import pytest
from oro_sw.registrations.imports import named
from oro_sw.registrations.states import Registration, Script, Source, Version

ORIGIN = "oro://org.example.app"


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        (f"{ORIGIN}/a/part.js", True),
        (f"{ORIGIN}/a/part.js?v=2", True),
        (f"{ORIGIN}/a/wide%20part.js", True),
        (f"{ORIGIN}/a/deep/er.js", True),
        (f"{ORIGIN}/kept", True),
        (f"{ORIGIN}/a/other.js", False),
        (f"{ORIGIN}/", False),
    ],
)
def test_a_version_imports_what_its_scripts_name(url: str, expected: bool) -> None:
    registration = Registration("1", f"{ORIGIN}/", Source(f"{ORIGIN}/sw.js", "module"))
    own = Script(b"import './a/part.js'; import './a/wide part.js'")
    imported = {f"{ORIGIN}/a/part.js": Script(b"import './deep/er.js'"), f"{ORIGIN}/kept": Script(b"")}
    version = Version("1", registration, registration.source, own, imported)
    assert named(version, url) is expected
