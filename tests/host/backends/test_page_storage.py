"""The folder of what pages store is held by one run at a time."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from oro_framework.errors import Busy
from oro_framework.host.backends.page_storage import MEMORY, Keep, PageStorage, folder_of
from oro_framework.testing import open_host

HOLDER = """
import sys
from pathlib import Path
from oro_framework.errors import Busy
from oro_framework.host.backends.page_storage import PageStorage
storage = PageStorage.held(Path(sys.argv[1]))
print(storage.why or "held", flush=True)
sys.stdin.read()
"""


@pytest.fixture(autouse=True)
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    return tmp_path / "state"


def test_memory_keeps_nothing() -> None:
    assert MEMORY.keep("gtk", trusted=True) is None
    assert MEMORY.why == ""


def test_profiles_of_engines_are_apart(tmp_path: Path) -> None:
    storage = PageStorage.held(tmp_path / "pages")
    own = storage.keep("gtk", trusted=True)
    assert own == Keep(tmp_path / "pages/gtk/own/data", tmp_path / "pages/gtk/own/cache")
    assert len({own, storage.keep("gtk", trusted=False), storage.keep("qt", trusted=True)}) == 3
    storage.release()


def test_one_run_holds_a_folder_until_it_releases_it(tmp_path: Path) -> None:
    folder = tmp_path / "pages"
    first, second = PageStorage.held(folder), PageStorage.held(folder)
    assert first.keep("qt", trusted=True) is not None
    assert (second.keep("qt", trusted=True), second.why) == (None, f'another run of the app holds "{folder}"')
    second.release()
    first.release()
    third = PageStorage.held(folder)
    assert third.why == ""
    third.release()


def test_nothing_is_wiped_while_another_run_holds_a_profile(tmp_path: Path) -> None:
    storage = PageStorage.held(tmp_path / "pages")
    (tmp_path / "pages/gtk").mkdir()
    profile = PageStorage.held(tmp_path / "pages/profiles/work")
    with pytest.raises(Busy, match="profiles/work"):
        storage.wipe()
    assert (tmp_path / "pages/gtk").is_dir()
    profile.release()
    assert storage.wipe()
    assert [path.name for path in (tmp_path / "pages").iterdir()] == ["lock"]
    storage.release()


def test_the_system_lets_go_of_the_folder_of_a_run_that_was_killed(tmp_path: Path) -> None:
    command = [sys.executable, "-c", HOLDER, str(tmp_path / "pages")]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "held\n"
        assert PageStorage.held(tmp_path / "pages").why
        other.kill()
    storage = PageStorage.held(tmp_path / "pages")
    assert storage.why == ""
    storage.release()


def test_a_folder_that_cannot_be_made_is_memory(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert PageStorage.held(tmp_path / "file" / "pages").why.endswith("cannot be written: Not a directory")


def test_only_its_user_opens_a_folder_even_one_that_was_there(tmp_path: Path) -> None:
    (tmp_path / "pages").mkdir(mode=0o755)
    PageStorage.held(tmp_path / "pages").release()
    assert (tmp_path / "pages").stat().st_mode & 0o777 == 0o700


def test_wiping_leaves_the_lock(tmp_path: Path) -> None:
    storage = PageStorage.held(tmp_path / "pages")
    assert not storage.wipe()
    (tmp_path / "pages/qt/own/data").mkdir(parents=True)
    (tmp_path / "pages/qt/own/data/Cookies").write_text("kept")
    assert storage.wipe()
    assert [path.name for path in (tmp_path / "pages").iterdir()] == ["lock"]
    storage.release()


def test_an_app_without_a_name_of_its_own_has_a_folder_for_its_place(state: Path, tmp_path: Path) -> None:
    assert folder_of("org.example.app", tmp_path) == folder_of("org.example.app", state)
    assert folder_of("local.index", tmp_path) != folder_of("local.index", state)
    assert folder_of("local.index", tmp_path).parent == state / "local.index"


@pytest.mark.anyio
async def test_where_no_engine_runs_there_is_nothing_to_clear() -> None:
    async with open_host() as opened:
        reply = await opened.call("session.clear")
        assert "this backend keeps nothing" in reply.err["message"]
    async with open_host(settings={"permissions_allow_session": False}) as opened:
        assert (await opened.call("session.clear")).status == 403
