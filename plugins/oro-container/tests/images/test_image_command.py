"""`oro container run IMAGE`."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path


def _run(image: Path, home: Path, *options: str) -> subprocess.CompletedProcess[str]:
    argv = [str(Path(sys.executable).with_name("oro")), "container", "run", str(image), *options]
    env = {"HOME": str(home), "PATH": "/usr/local/bin:/usr/bin:/bin", "XDG_RUNTIME_DIR": str(home)}
    return subprocess.run(argv, env=env, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL)


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
