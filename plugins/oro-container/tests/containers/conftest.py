"""Every test of containers runs at each level of walls."""

from __future__ import annotations

import pytest
from oro_container.api import Level

from ..levels import LEVELS, set_strongest


@pytest.fixture(params=LEVELS, autouse=True)
def level(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Level:
    """The walls that containers get."""
    found: Level = request.param
    set_strongest(found, monkeypatch)
    return found
