"""Builds by the real toolchains, of which those that are fetched are shared with the user's own builds."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import pytest
import trio
from oro_wasm.builds.build import BuildConfig, BuildResult, Optimization
from oro_wasm.builds.language import Language
from oro_wasm.engine.cache import Cache
from oro_wasm.engine.code import Store
from oro_wasm.errors import BuildError
from oro_wasm.folders import cache_folder
from oro_wasm.guests.run import run
from oro_wasm.guests.start import Grants, Start
from oro_wasm.guests.streams import Streams

Write = Callable[[Mapping[str, str]], Path]
ZIG_CACHE = Path(os.environ.get("ZIG_GLOBAL_CACHE_DIR") or cache_folder().with_name("wasm-tools") / "zig")
SHARED = ("wasm-toolchains", "wasm-tools")


@dataclass(frozen=True, slots=True)
class Ran:
    """What a guest wrote, and how it ended."""

    code: int
    out: str
    err: str


@pytest.fixture(scope="session")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of compiled code, which the tests and commands of a session share."""
    folder = tmp_path_factory.mktemp("compiled")
    folder.chmod(0o700)
    return folder


@pytest.fixture(autouse=True)
def own_folders(tmp_path_factory: pytest.TempPathFactory, compiled: Path) -> Iterator[None]:
    """Keep records of builds and preferences out of the user's folders; toolchains stay where they are."""
    folder = tmp_path_factory.mktemp("user")
    cache = folder / "cache" / "oro-framework"
    cache.mkdir(parents=True)
    for name in SHARED:
        shared = cache_folder().with_name(name)
        shared.mkdir(mode=0o700, parents=True, exist_ok=True)
        (cache / name).symlink_to(shared, target_is_directory=True)
    (cache / "wasm").symlink_to(compiled, target_is_directory=True)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(folder / "cache"))
        patch.setenv("XDG_CONFIG_HOME", str(folder / "config"))
        patch.setenv("ZIG_GLOBAL_CACHE_DIR", str(ZIG_CACHE))
        patch.setenv("WASMRUN_CONFIG_PATH", str(folder / "wasmrun"))
        yield


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Return a function that writes a project and returns its folder, which is named `project`."""

    def written(files: Mapping[str, str]) -> Path:
        for name, text in files.items():
            path = tmp_path / "project" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")
        return tmp_path / "project"

    return written


class Builds:
    """Builds projects.

    Args:
        output: the folder for what is made.
    """

    def __init__(self, output: Path) -> None:
        self.output = output
        self.told: list[str] = []
        """What the last build reported."""

    def __call__(
        self, language: Language, project: Path, *, optimization: Optimization = "size", component: bool = False
    ) -> BuildResult:
        """Build a project."""
        self.told.clear()
        config = BuildConfig(project=project, output=self.output, optimization=optimization, component=component)
        return trio.run(language.build, config, lambda kind, text: self.told.append(text))

    def failure(self, language: Language, project: Path, *, component: bool = False) -> BuildError:
        """Build a project that cannot be built, and return the error; nothing may be left of the build."""
        with pytest.raises(BuildError) as caught:
            self(language, project, component=component)
        assert not self.output.exists() or list(self.output.iterdir()) == []
        return caught.value


@pytest.fixture
def builds(tmp_path: Path) -> Builds:
    """Return what builds projects."""
    return Builds(tmp_path / "output")


@pytest.fixture(scope="session")
def store(compiled: Path) -> Store:
    """Return compiled code."""
    return Store(Cache(compiled / "code"))


Running = Callable[..., Ran]


@pytest.fixture
def running(store: Store, tmp_path: Path) -> Running:
    """Return a function that runs a guest to its end."""

    def ran(start: Start, said: str = "") -> Ran:
        names = [tmp_path / f"{each}-of-guest" for each in ("stdin", "stdout", "stderr")]
        names[0].write_text(said, "utf-8")
        with open(names[0], "rb") as stdin, _made(names[1]) as stdout, _made(names[2]) as stderr:
            streams = Streams(stdin=stdin.fileno(), stdout=stdout.fileno(), stderr=stderr.fileno())
            outcome = run(store.load(Path(start.path)), start, streams)
        return Ran(outcome.code, names[1].read_text("utf-8"), names[2].read_text("utf-8"))

    return ran


def _made(path: Path) -> IO[bytes]:
    return open(path, "wb")


@pytest.fixture
def run_module(running: Running) -> Running:
    """Return a function that runs a module with arguments and nothing granted but a variable."""

    def ran(module: Path, *args: str, said: str = "", name: str = "") -> Ran:
        grants = Grants(env={"GREETING": name} if name else {})
        return running(Start(path=os.fspath(module), args=args, grants=grants), said)

    return ran
