"""Models by name, from servers that behave like the hub and like Ollama's registry."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
import trio
from oro_ai.errors import CannotPull
from oro_ai.file_names import quantisation_of, without_quantisation
from oro_ai.llama.model import Model
from oro_ai.models.projectors import projector_of
from oro_ai.pulling.hub import Listed, chosen
from oro_ai.pulling.names import HubRepository, parse_name
from oro_ai.pulling.pull import Pull, Servers, found_sources
from oro_ai.testing import write_model
from oro_ai.testing.registry import Registry, registry

from oro_framework.errors import UsageError


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return write_model(tmp_path_factory.mktemp("m") / "x.gguf").read_bytes()


def pulled(server: Registry, folder: Path, text: str, *, token: str = "", **more: object) -> Pull:
    """Pull a model by its name."""

    async def work() -> Pull:
        servers = Servers(hub=server.address, registry=server.address, token=token)
        sources = await found_sources(parse_name(text), servers)
        made = Pull(sources=sources, folder=folder, token=token, pause=0.0, **more)  # type: ignore[arg-type]
        await made.run()
        return made

    return trio.run(work)


def left(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_model_of_ollamas_library(data: bytes, tmp_path: Path) -> None:
    with registry(tags={"library/smollm2:135m": data, "me/mine:latest": data}) as server:
        told: list[tuple[int, int | None]] = []
        made = pulled(server, tmp_path, "smollm2:135m", progress=lambda *at: told.append(at))
        assert made.target.read_bytes() == data
        assert told[-1] == (len(data), len(data))
        assert made.sources[0].sha256 == hashlib.sha256(data).hexdigest()
        pulled(server, tmp_path, "ollama.com/me/mine")
        assert left(tmp_path) == ["mine.gguf", "smollm2-135m.gguf"]
        assert "vnd.docker.distribution.manifest.v2+json" in server.asked[0][1]["accept"]


def test_a_digest_is_enough_to_go_on(data: bytes, tmp_path: Path) -> None:
    with registry(tags={"library/x:latest": data}, breaks_after=[5000, *[0] * 4]) as server:
        with pytest.raises(CannotPull, match="the same command goes on from there"):
            pulled(server, tmp_path, "x")
        server.asked.clear()
        server.breaks_after.clear()
        assert pulled(server, tmp_path, "x").target.read_bytes() == data
        assert server.ranges_asked() == ["bytes=5000-"]


def test_what_comes_damaged_leaves_nothing(data: bytes, tmp_path: Path) -> None:
    with registry(tags={"library/x:latest": data}, files={"o/r/x.gguf": data}, damaged=True) as server:
        for name in ("x", "o/r", "o/r/x.gguf"):
            with pytest.raises(CannotPull, match="its sha256 is"):
                pulled(server, tmp_path, name)
            assert left(tmp_path) == []


def test_what_is_not_there_or_not_for_everybody(data: bytes, tmp_path: Path) -> None:
    with registry(tags={"library/x:latest": data}, files={"o/r/x.gguf": data}) as server:
        with pytest.raises(CannotPull, match='"x:big": the registry has no model of that name, or none with that tag'):
            pulled(server, tmp_path, "x:big")
        with pytest.raises(CannotPull, match=r'"o/none": the hub has no such public repository.*HF_TOKEN'):
            pulled(server, tmp_path, "o/none")
        server.token = "secret"
        with pytest.raises(CannotPull, match="only public models"):
            pulled(server, tmp_path, "x")
        assert pulled(server, tmp_path, "o/r", token="secret").target.read_bytes() == data
        assert all("authorization" not in told for path, told in server.asked if path.startswith("/v2/"))
    with pytest.raises(CannotPull, match="cannot be reached"):
        pulled(server, tmp_path, "x")


def test_a_repository_has_its_choices_named(data: bytes, tmp_path: Path) -> None:
    files = {"o/r/tiny-Q4_0.gguf": data, "o/r/tiny-Q8_0.gguf": data, "o/r/mmproj-F16.gguf": data}
    with registry(files=files) as server:
        with pytest.raises(CannotPull, match=r"several models; name one: o/r:Q4_0 \(0.00 GB\), o/r:Q8_0"):
            pulled(server, tmp_path, "o/r")
        with pytest.raises(CannotPull, match="it has no Q5_K_M; name one: o/r:Q4_0"):
            pulled(server, tmp_path, "o/r:Q5_K_M")
        pulled(server, tmp_path, "o/r:q8_0")
        server.files["o/r/tiny-Q4_K_M.gguf"] = data
        pulled(server, tmp_path, "o/r")
        assert left(tmp_path) == ["mmproj-tiny.gguf", "tiny-Q4_K_M.gguf", "tiny-Q8_0.gguf"]


def test_a_projector_comes_with_its_model_and_is_known_to_be_its_own(data: bytes, tmp_path: Path) -> None:
    files = {"o/r/See-Q8_0.gguf": data, "o/r/mmproj-Q8_0.gguf": b"?", "o/r/mmproj-F16.gguf": data[:-1] + b"x"}
    seen = data[:-1] + b"y"
    with registry(files=files, tags={"library/llava:7b": data}, projectors={"library/llava:7b": seen}) as server:
        told: list[tuple[int, int | None]] = []
        made = pulled(server, tmp_path, "o/r", progress=lambda *at: told.append(at))
        assert made.name == "See-Q8_0.gguf"
        assert told[-1] == (2 * len(data), 2 * len(data))
        assert projector_of(made.target) == tmp_path / "mmproj-See.gguf"
        assert (tmp_path / "mmproj-See.gguf").read_bytes() == data[:-1] + b"x", "of 16 bits, which loses less"
        made = pulled(server, tmp_path, "llava:7b", sha256=hashlib.sha256(data).hexdigest())
        assert projector_of(made.target) == tmp_path / "mmproj-llava-7b.gguf"
        assert (tmp_path / "mmproj-llava-7b.gguf").read_bytes() == seen
        (tmp_path / "other.gguf").write_bytes(data)
        assert projector_of(tmp_path / "other.gguf") is None


def test_a_model_of_several_files_comes_whole_and_loads(tmp_path: Path) -> None:
    there, here = tmp_path / "there", tmp_path / "here"
    there.mkdir()
    write_model(there / "tiny-Q8_0.gguf", files=3)
    files = {f"o/r/{path.name}": path.read_bytes() for path in there.iterdir()}
    assert len(files) == 3
    with registry(files=files, breaks_after=[10**9, 3000, *[0] * 4]) as server:
        with pytest.raises(CannotPull, match="the same command goes on"):
            pulled(server, here, "o/r:Q8_0")
        server.breaks_after.clear()
        server.asked.clear()
        told: list[tuple[int, int | None]] = []
        made = pulled(server, here, "o/r:Q8_0", progress=lambda *at: told.append(at))
        assert server.ranges_asked() == ["bytes=3000-", None], "the first is there, the second is gone on with"
        assert left(here) == sorted(path.name for path in there.iterdir())
        assert told[-1] == (sum(map(len, files.values())),) * 2
        whole = pulled(server, tmp_path / "again", "o/r/tiny-Q8_0-00001-of-00003.gguf")
        assert left(whole.folder) == left(here)
        with pytest.raises(UsageError, match="it is 3 files"):
            trio.run(found_sources, parse_name("o/r:Q8_0"), Servers(hub=server.address, registry=""), "one.gguf")
    model = Model(made.target)
    assert model.width == 64
    model.free()


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("Qwen2.5-0.5B-Instruct-Q4_K_M.gguf", "Q4_K_M"),
        ("qwen2.5-0.5b-instruct-q4_0.gguf", "Q4_0"),
        ("SmolLM2-135M.i1-IQ3_XXS.gguf", "IQ3_XXS"),
        ("gpt-oss-20b-MXFP4.gguf", "MXFP4"),
        ("Big-UD-Q2_K_XL-00001-of-00002.gguf", "UD-Q2_K_XL"),
        ("BF16/big-BF16-00001-of-00002.gguf", "BF16"),
        ("TriLM-TQ2_0.gguf", "TQ2_0"),
        ("mmproj-model-f16.gguf", "F16"),
        ("model.gguf", ""),
    ],
)
def test_quantisations_of_names(path: str, found: str) -> None:
    assert quantisation_of(path) == found


@pytest.mark.parametrize(
    ("name", "left"),
    [
        ("gpt-oss-20b-MXFP4", "gpt-oss-20b-"),
        ("Big-UD-Q2_K_XL-00001-of-00002", "Big--"),
        ("Qwen2.5-0.5B-Instruct", "Qwen2.5-0.5B-Instruct"),
        ("x-FP16", "x-"),
    ],
)
def test_names_without_quantisations(name: str, left: str) -> None:
    assert without_quantisation(name) == left


def test_which_of_two_of_a_quantisation_is_asked_for() -> None:
    files = [Listed("a-Q4_0.gguf"), Listed("b-Q4_0.gguf")]
    with pytest.raises(CannotPull, match=r"several of its files are Q4_0; name one: o/r/a-Q4_0.gguf, o/r/b-Q4_0.gguf"):
        chosen(HubRepository("o", "r", "Q4_0"), files)
    with pytest.raises(CannotPull, match=r"it has no \.gguf file"):
        chosen(HubRepository("o", "r"), [Listed("model.safetensors")])
