"""Images applied to containers: layers, working folder, variables, limits, policy and entry."""

from __future__ import annotations

from pathlib import Path

import pytest
from oro_container.api import Containers, Policy, boot_arguments, find_image
from oro_container.errors import BadImage, NoSuchImage
from oro_container.images.finding import find_named

from oro_framework.errors import Denied

pytestmark = pytest.mark.anyio
MANIFEST = """
name = "blog"
entry = ["node", "main.js"]
workdir = "/home/blog"
layers = ["base", "top"]
[env]
GREETING = "hello"
[limits]
processes = 64
memory = "1G"
"""


@pytest.fixture
def image(tmp_path: Path) -> Path:
    """Return the folder of an image."""
    folder = tmp_path / "image"
    for name, text in {"base/main.js": "base", "base/kept.txt": "kept", "top/main.js": SCRIPT}.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    (folder / "container.toml").write_text(MANIFEST)
    return folder


SCRIPT = "console.log(process.cwd(), process.env.GREETING, require('fs').readFileSync('kept.txt', 'utf8'))"


async def test_a_container_has_all_of_its_image(image: Path, tmp_path: Path) -> None:
    policy = Policy(memory=4 << 30, processes=32)
    async with Containers(tmp_path / "c") as all, all.booted(image=image, policy=policy) as container:
        done = await container.run(*container.entry)
        given = await container.run("sh", "-c", "echo $GREETING", env={"GREETING": "own"})
        await container.files.write("kept.txt", b"changed")
    assert done.output == b"/home/blog hello kept\n"
    assert given.output == b"own\n"
    assert (container.policy.processes, container.policy.memory) == (32, 1 << 30)
    assert (image / "base/kept.txt").read_text() == "kept"


async def test_layers_of_the_caller_are_above_those_of_the_image(image: Path, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "kept.txt").write_text("mine")
    async with Containers(tmp_path / "c") as all, all.booted(image=image, layers=[tmp_path / "mine"]) as container:
        assert (await container.run(*container.entry)).output == b"/home/blog hello mine\n"


@pytest.mark.parametrize("asked", ['hosts = ["api.example.com"]', 'programs = ["git"]', "scripts = true"])
async def test_an_image_that_wants_more_than_is_granted_is_refused(image: Path, tmp_path: Path, asked: str) -> None:
    (image / "container.toml").write_text(f"{MANIFEST}\n[policy]\n{asked}\n")
    async with Containers(tmp_path / "c") as all:
        with pytest.raises(Denied, match='Cannot boot image "blog": it wants'):
            await all.boot(image=image)


async def test_a_wish_that_is_granted_narrows_what_is_granted(image: Path, tmp_path: Path) -> None:
    (image / "container.toml").write_text(f'{MANIFEST}\n[policy]\nhosts = ["api.example.com"]\nlisten = false\n')
    policy = Policy(hosts=("*.example.com", "other.example.org"))
    async with Containers(tmp_path / "c") as all, all.booted(image=image, policy=policy) as container:
        assert container.policy.hosts == ("api.example.com",)
        assert not container.policy.listen


async def test_a_working_folder_that_no_container_has_is_refused(image: Path, tmp_path: Path) -> None:
    (image / "container.toml").write_text('name = "blog"\nworkdir = "/srv/blog"')
    async with Containers(tmp_path / "c") as all:
        with pytest.raises(BadImage, match="a folder of /home"):
            await all.boot(image=image)


def test_a_layer_that_leads_out_of_the_image_is_refused(image: Path, tmp_path: Path) -> None:
    (tmp_path / "secret").mkdir()
    (image / "base/main.js").unlink()
    (image / "base/kept.txt").unlink()
    (image / "base").rmdir()
    (image / "base").symlink_to(tmp_path / "secret")
    with pytest.raises(BadImage, match='layer "base" leads out of it'):
        boot_arguments(find_image(str(image)), Policy())


def test_a_name_is_no_path(image: Path) -> None:
    for path in (str(image), "./image", "../image"):
        with pytest.raises(NoSuchImage):
            find_named(path)
