"""Where files of containers are: names, layers, copies, limits."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import trio
from oro_container.api import Containers, Folder, Level, Policy
from oro_container.errors import CannotBoot, TornDown

from ..conftest import Booted

pytestmark = pytest.mark.anyio


async def test_two_of_one_name_cannot_run_at_once(tmp_path: Path) -> None:
    async with Containers(tmp_path) as containers, containers.booted(name="mine") as first:
        await first.files.write("a", b"1")
        with pytest.raises(CannotBoot, match='"mine": one of that name runs'):
            await containers.boot(name="mine")
        assert await first.files.read("a") == b"1"


async def test_layers_are_read_and_never_written(tmp_path: Path) -> None:
    base, more = tmp_path / "base", tmp_path / "more"
    for folder, text in ((base, "base"), (more, "more")):
        (folder / "src").mkdir(parents=True)
        (folder / "src" / "both").write_text(text)
        (folder / f"{text}.txt").write_text(text)
    async with Containers(tmp_path / "all") as containers:
        async with containers.booted(name="kept", layers=(more, base)) as container:
            seen = await container.run("sh", "-c", "cat src/both base.txt more.txt; echo changed > base.txt; rm -r src")
            assert seen.output == b"morebasemore"
        async with containers.booted(name="kept", layers=(more, base)) as container:
            assert (await container.run("sh", "-c", "cat base.txt; ls")).output == b"changed\nbase.txt\nmore.txt\n"
            await container.files.rename("more.txt", "renamed.txt")
            assert await container.files.read("renamed.txt") == b"more"
    assert (base / "base.txt").read_text() == "base"
    assert (more / "src" / "both").read_text() == "more"
    assert (more / "more.txt").read_text() == "more"


async def test_folders_of_layers_are_renamed(tmp_path: Path) -> None:
    base = tmp_path / "base"
    (base / "folder").mkdir(parents=True)
    (base / "folder" / "file").write_text("1")
    async with Containers(tmp_path / "all") as containers, containers.booted(layers=(base,)) as container:
        await container.files.rename("folder", "other")
        assert await container.files.read("other/file") == b"1"
        assert (await container.run("mv", "other", "third")).exit.code == 0


async def test_a_copy_shares_nothing_with_what_it_was_made_of(tmp_path: Path) -> None:
    async with Containers(tmp_path) as containers, containers.booted() as first:
        await first.files.write("a", b"1")
        await first.files.symlink("a", "link")
        async with containers.booted(copied=first) as second:
            await second.files.write("a", b"2")
            assert await first.files.read("a") == b"1"
            assert await second.files.readlink("link") == "a"
            assert await second.files.read("link") == b"2"


@pytest.mark.parametrize("kind", ["on disk", "in memory", "over layers"])
async def test_a_clone_has_the_files_of_any_container(tmp_path: Path, kind: str, level: Level) -> None:
    base, lent = tmp_path / "base", tmp_path / "lent"
    for folder in (base, lent):
        folder.mkdir()
        (folder / folder.name).write_text(folder.name)
    policy = Policy(
        disk=1 << 20 if kind == "in memory" else None,
        # Folders keep their path where a container shares the machine's.
        folders=(Folder(host=str(lent), guest="/home/site/lent" if level == "namespaces" else str(lent)),),
    )
    layers = (base,) if kind == "over layers" else ()
    async with Containers(tmp_path / "all") as containers:
        async with containers.booted(workdir="site", policy=policy, layers=layers) as first:
            script = "echo 1 > a; mkdir -p b/c; echo 2 > b/c/d; ln -s a e; mkfifo f;"
            script += " rm -f base; echo 3 > ~/h; chmod 751 a; chmod 711 b"
            assert (await first.run("sh", "-c", script)).exit.code == 0
            second = await containers.clone(first, policy=Policy(disk=1 << 20))
            await first.files.write("a", b"changed")
        seen = await second.run("sh", "-c", "cat a b/c/d ~/h; readlink e; ls; stat -c %a a b")
        below = b"lent\n" if level == "namespaces" else b""
        assert seen.output == b"1\n2\n3\na\na\nb\ne\n" + below + b"751\n711\n"
        assert second.layout.name == "site"
        if level == "namespaces":
            assert second.workdir == "/home/site"
            # What was lent is not copied.
            assert (await second.run("ls", "lent")).output == b""
        with pytest.raises(TornDown):
            await containers.clone(first)


async def test_a_clone_takes_no_name_that_has_files(tmp_path: Path) -> None:
    async with Containers(tmp_path) as containers, containers.booted() as first:
        await first.files.write("a", b"1")
        async with containers.booted(name="kept") as kept:
            await kept.files.write("b", b"2")
            with pytest.raises(CannotBoot, match="one of that name runs"):
                await containers.clone(first, name="kept")
        with pytest.raises(CannotBoot, match="there are files of that name"):
            await containers.clone(first, name="kept")
        async with containers.booted(name="kept") as kept:
            assert await kept.files.read("b") == b"2"
        (await containers.clone(first, name="new")).close()


async def test_a_limit_of_the_disk_is_exact_without_a_name(booted: Booted, level: Level) -> None:
    if level != "namespaces":
        pytest.skip("Limits of files are watched there")
    async with booted(policy=Policy(disk=4 << 20, files=64)) as container:
        done = await container.run("sh", "-c", "head -c 100000000 /dev/zero > big; wc -c < big; rm big; echo again > a")
        assert b"No space left on device" in done.output
        assert str(4 << 20).encode() in done.output
        done = await container.run("sh", "-c", "for i in $(seq 100); do touch $i || exit 9; done")
        assert done.exit.code == 9


async def test_a_named_container_that_is_too_large_is_ended_and_says_why(booted: Booted) -> None:
    async with booted(name="large", policy=Policy(disk=4 << 20)) as container:
        heard = container.events.listen()
        await container.run("sh", "-c", "head -c 100000000 /dev/zero > big")
        await container.ended.wait()
        batch = await heard.take()
        assert batch is not None
        assert any("the policy allows 4194304" in str(event.get("message")) for event in batch.events)


async def test_a_container_ends_when_its_time_is_over(booted: Booted) -> None:
    async with booted(policy=Policy(seconds=0.3)) as container:
        process = await container.spawn("sleep", "1000")
        assert (await process.wait()).signal == "SIGKILL"
        await container.ended.wait()


async def test_processes_and_memory_have_limits(booted: Booted) -> None:
    async with booted(policy=Policy(memory=256 << 20)) as container:
        done = await container.run("node", "-e", "const all = []; for (;;) all.push(new Uint8Array(1 << 24).fill(1))")
        assert done.exit.code != 0


async def test_layers_that_are_copied_do_not_count_against_the_limit(tmp_path: Path, level: Level) -> None:
    (tmp_path / "base").mkdir()
    (tmp_path / "base" / "large").write_bytes(bytes(range(256)) * (1 << 15))
    async with Containers(tmp_path / "all") as containers:
        policy = Policy(disk=4 << 20)
        async with containers.booted(name="kept", layers=(tmp_path / "base",), policy=policy) as container:
            with trio.move_on_after(1.5):
                await container.ended.wait()
            assert not container.ended.is_set()
            assert (await container.run("wc", "-c", "large")).output.split()[0] == str(1 << 23).encode()


async def test_a_container_goes_on_at_other_walls(tmp_path: Path, level: Level) -> None:
    """What has its layers copied goes on everywhere; what has them below it needs walls that put them there."""
    if level == "namespaces":
        pytest.skip("It begins with the weaker walls")
    (tmp_path / "base").mkdir()
    (tmp_path / "base" / "a").write_text("1")
    asked: dict[str, Any] = {"name": "kept", "layers": (tmp_path / "base",)}
    async with Containers(tmp_path / "all") as weaker, Containers(tmp_path / "all", strongest="namespaces") as stronger:
        async with weaker.booted(**asked) as container:
            await container.run("rm", "a")
        async with stronger.booted(**asked) as container:
            assert container.level == "namespaces"
            assert await container.files.readdir("") == []
        async with stronger.booted(**asked | {"name": "other"}) as container:
            assert await container.files.read("a") == b"1"
        with pytest.raises(CannotBoot, match='"other": its files are over layers'):
            await weaker.boot(**asked | {"name": "other"})
