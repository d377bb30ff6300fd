from __future__ import annotations

import pytest


@pytest.fixture
def anyio_backend() -> str:
    """Run tests on trio, as the host does."""
    return "trio"
