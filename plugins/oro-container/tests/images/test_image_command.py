"""`oro container run IMAGE` and `oro container build`."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path


def _run(image: Path, home: Path, *options: str) -> subprocess.CompletedProcess[str]:
    return _oro(home, "run", str(image), *options)


def _oro(home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    argv = [str(Path(sys.executable).with_name("oro")), "container", *arguments]
    env = {"HOME": str(home), "PATH": "/usr/local/bin:/usr/bin:/bin", "XDG_RUNTIME_DIR": str(home)}
    return subprocess.run(
        argv, cwd=home, env=env, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL
    )


def test_an_image_is_run_with_all_it_says_and_shows_no_port(tmp_path: Path) -> None:
    image, home = tmp_path / "image", tmp_path / "home"
    image.mkdir()
    home.mkdir()
    told = 'name = "a"\nentry = ["sh", "-c", "echo $GREETING; pwd; exit 3"]\nworkdir = "/home/a"\nports = [3000]\n'
    (image / "container.toml").write_text(f'{told}[env]\nGREETING = "hello"\n[policy]\nhosts = ["api.example.com"]\n')
    refused = _run(image, home)
    done = _run(image, home, "--host", "api.example.com", "--env", "GREETING=own")
    assert 'it wants hosts "api.example.com", which is not granted' in refused.stderr
    assert (done.returncode, done.stdout) == (3, "own\n/home/a\n")
    assert "listens on 3000, which is not shown" in done.stderr


def test_an_image_in_a_folder_here_is_built_twice_alike_and_run_by_its_name(tmp_path: Path) -> None:
    image = tmp_path / "hello"
    image.mkdir()
    (image / "container.toml").write_text('name = "hello"\nentry = ["ls"]\n')
    built = []
    for _ in range(2):
        done = _oro(tmp_path, "build", "hello", "-o", "hello/hello.tar.zst")
        assert done.returncode == 0, done.stderr
        built.append((image / "hello.tar.zst").read_bytes())
    assert built[0] == built[1]
    for source, held in (("hello", "container.toml\nhello.tar.zst\n"), ("hello/hello.tar.zst", "container.toml\n")):
        done = _oro(tmp_path, "run", source)
        assert (done.returncode, done.stdout, done.stderr) == (0, held, "")


def test_what_is_wrong_with_an_image_is_said(tmp_path: Path) -> None:
    (tmp_path / "hello").mkdir()
    (tmp_path / "hello" / "container.toml").write_text('name = "hello"\n')
    unwritten = _oro(tmp_path, "build", "hello", "-o", "nowhere/hello.tar.zst")
    (tmp_path / "hello" / "container.toml").write_text("port = 3\n")
    unread = _oro(tmp_path, "run", "hello", "--", "ls")
    assert (unwritten.returncode, unread.returncode) == (1, 2)
    assert 'Cannot build "hello" as "nowhere/hello.tar.zst": No such file or directory' in unwritten.stderr
    assert "`name` is missing" in unread.stderr
