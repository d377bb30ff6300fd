"""Tag the wheel with the system its libraries were compiled for."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

LIBRARIES = "oro_llama/llama_cpp/lib"
STAND_IN = "ORO_LLAMA_STAND_IN"
"""Set, a wheel without libraries is made: what needs the package can be installed then, and finds no engine."""


class Tag(BuildHookInterface[Any]):
    """The tag of a wheel: any version of Python 3, on the system that `make llama-wheel` names."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Set the tag.

        Raises:
            RuntimeError: there are no libraries.
        """
        if any(Path(self.root, LIBRARIES).glob("libllama.*")):
            build_data["pure_python"] = False
            build_data["tag"] = f"py3-none-{os.environ['ORO_LLAMA_PLATFORM']}"
        elif STAND_IN not in os.environ:
            raise RuntimeError("oro-llama has no libraries here: `make llama-wheel` compiles them and makes the wheel")
