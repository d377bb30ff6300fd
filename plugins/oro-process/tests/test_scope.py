"""Which programs a page may start."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from oro_process.program import ProgramScope, find

from .conftest import Opener


@pytest.mark.anyio
async def test_programs_outside_the_scope_are_denied(opened: Opener) -> None:
    async with opened(permissions_process_programs=["echo", "/usr/bin/env"]) as app:
        told, _ = await app.run("echo", "x")
        assert told["code"] == 0
        assert (await app.start("/usr/bin/env")).status == 200
        for file in ("sh", "/bin/ls"):
            reply = await app.start(file)
            assert (reply.status, reply.err["code"]) == (403, "ERR_DENIED")
            assert "permissions_process_programs allows only echo, /usr/bin/env" in reply.err["message"]
        assert (await app.call("exec", id=1, args="echo x")).err["code"] == "ERR_DENIED"
        assert (await app.call("process.sendSignal", pid=os.getpid(), signal=0)).err["code"] == "ERR_DENIED"


@pytest.mark.anyio
async def test_a_name_is_the_hosts_own_program_wherever_the_page_looks(opened: Opener, tmp_path: Path) -> None:
    other = tmp_path / "echo"
    other.write_text("#!/bin/sh\n")
    other.chmod(0o755)
    async with opened(permissions_process_programs="echo") as app:
        for file, more in (
            (str(other), {}),
            ("echo", {"env": {"PATH": str(tmp_path)}}),
            ("./echo", {"cwd": str(tmp_path)}),
        ):
            assert (await app.start(file, **more)).err["code"] == "ERR_DENIED"


@pytest.mark.anyio
async def test_the_permission_can_be_denied(opened: Opener) -> None:
    async with opened(permissions_allow_process=False) as app:
        assert (await app.start("true")).err["code"] == "ERR_DENIED"
        assert (await app.call("process.info")).status == 200


def test_paths_folders_and_links(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    for name in ("a", "b"):
        (tmp_path / "real" / name).write_text("#!/bin/sh\n")
        (tmp_path / "real" / name).chmod(0o755)
    (tmp_path / "linked").symlink_to("real")
    (tmp_path / "real" / "c").symlink_to("a")
    one = ProgramScope.parse([f"{tmp_path}/linked/a"])
    assert one.allows(f"{tmp_path}/real/a")
    assert one.allows(f"{tmp_path}/real/../linked/a")
    assert not one.allows(f"{tmp_path}/real/b")
    assert not one.allows(f"{tmp_path}/real/c"), "another name is another program"
    folder = ProgramScope.parse(f"{tmp_path}/linked/*")
    assert folder.allows(f"{tmp_path}/real/b")
    assert not folder.allows(f"{tmp_path}/b")
    assert ProgramScope.parse("*").allows("/anything")
    assert ProgramScope().allows("/anything")


@pytest.mark.parametrize("value", [5, [5], ["a/b"], [""], {"a": 1}, ["./git"]])
def test_what_is_no_scope_is_refused(value: object) -> None:
    with pytest.raises(ValueError, match="names or paths of programs"):
        ProgramScope.parse(value)


@given(st.lists(st.sampled_from(["git", "/usr/bin/env", "/opt/*"]), min_size=1), st.text(min_size=1))
def test_a_scope_allows_nothing_it_does_not_name(patterns: list[str], name: str) -> None:
    path = f"/nowhere/{name}"
    assert not ProgramScope.parse(patterns).allows(path)


@given(st.text(), st.dictionaries(st.just("PATH"), st.text()))
def test_finding_gives_a_program_or_an_error(file: str, env: dict[str, str]) -> None:
    try:
        path = find(file, "/", env)
    except (OSError, ValueError):
        return
    assert os.access(path, os.X_OK)
