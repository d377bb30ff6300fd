"""Find the installed package that has the bindings of llama.cpp; nothing of it is loaded for that.

llama-cpp-python comes before oro-llama: it is compiled for this processor, or for its GPU, and is there only where
an app or a person asked for that, while oro-llama comes with `oro-ai[llama]`. `ORO_AI_LLM_ENGINE` names one of them.
"""

from __future__ import annotations

import os
import re
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

__all__ = ("AGAIN", "COMPILED", "ENGINE", "PREBUILT", "Bindings", "installed_bindings", "required_bindings")

ENGINE = "ORO_AI_LLM_ENGINE"
"""The variable that names the distribution to use."""
AGAIN = "pip install --force-reinstall --no-deps --no-cache-dir"
"""The beginning of the command that installs a distribution anew."""
OLDEST, TOO_NEW = (0, 3, 36), (0, 4)
"""The releases whose bindings are those that are called here."""


class Bindings(NamedTuple):
    """A distribution with the bindings."""

    distribution: str
    package: str
    """Its package of that name, `oro_llama`."""
    modules: str
    """The package that its modules are in, `oro_llama.llama_cpp`."""

    @property
    def version(self) -> str:
        """The version, a release of llama-cpp-python; empty in a built app that has no metadata of it."""
        from importlib import metadata  # no start of an app asks for it

        try:
            return metadata.version(self.distribution)
        except metadata.PackageNotFoundError:
            return ""

    @property
    def folder(self) -> Path | None:
        """The folder of the libraries; None where the package is not installed."""
        spec = find_spec(self.package)
        places = list(spec.submodule_search_locations or ()) if spec is not None else []
        return Path(places[0], *self.modules.split(".")[1:], "lib") if places else None

    @property
    def workers(self) -> Path | None:
        """The library of llama.cpp's RPC workers; None where it was compiled without them."""
        return next(iter(self.folder.glob("*ggml-rpc*")), None) if self.folder is not None else None

    @property
    def usable(self) -> bool:
        """True if it is installed in a version that oro-ai can use."""
        return self.folder is not None and _fits(self.version)


COMPILED = Bindings("llama-cpp-python", "llama_cpp", "llama_cpp")
"""The package that pip compiles."""
PREBUILT = Bindings("oro-llama", "oro_llama", "oro_llama.llama_cpp")
"""The package that comes as a wheel."""


def installed_bindings() -> Bindings | None:
    """Return the bindings to use; None where there are none."""
    wanted = os.environ.get(ENGINE, "")
    every = (each for each in (COMPILED, PREBUILT) if wanted in ("", each.distribution))
    return next((each for each in every if each.usable), None)


def required_bindings() -> Bindings:
    """Return the bindings to use.

    Raises:
        ImportError: there are none.
    """
    if (found := installed_bindings()) is not None:
        return found
    if wanted := os.environ.get(ENGINE):
        raise ImportError(f"{wanted}, which {ENGINE} names, is not installed in a version that oro-ai can use")
    raise ImportError(
        f"neither {PREBUILT.distribution} nor {COMPILED.distribution} is installed in a version that oro-ai can use"
    )


def _fits(version: str) -> bool:
    numbers = tuple(int(number) for number in re.findall(r"\d+", version)[:3])
    return not numbers or OLDEST <= numbers < TOO_NEW
