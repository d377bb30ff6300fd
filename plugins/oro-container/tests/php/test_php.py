"""PHP on folders and in containers: requests, files, sessions, locks, and the program `php`."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from pathlib import Path

import httpx
import pytest
import trio
from oro_container.api import Policy
from oro_container.images.php_site import php_site, php_site_of
from oro_container.images.processes import LocalProcess
from oro_container.programs.php import php as module
from oro_container.programs.php.php import Php, fetch_php, inside_command, php_folders

from oro_framework.errors import Unsupported

from ..conftest import Booted
from ..images.served import asked

pytestmark = pytest.mark.anyio


@pytest.fixture(scope="session")
def php() -> Php:
    """Return PHP, which is fetched where it is not there."""
    return trio.run(fetch_php)


@pytest.fixture
def site(tmp_path: Path, php: Php) -> Path:
    """Return a folder with a site."""
    folder = tmp_path / "site"
    (folder / "inner").mkdir(parents=True)
    pages = {
        "index.php": "<?php echo 'index ', $_SERVER['PATH_INFO'] ?? '-';",
        "hello.txt": "hello",
        "inner/index.html": "<p>inner",
        "inner/info.php": "<?php echo json_encode(['server' => $_SERVER, 'get' => $_GET]);",
        "echo.php": "<?php echo json_encode(['post' => $_POST, 'files' => $_FILES, 'raw' => file_get_contents('php://input')]);",
        "session.php": "<?php session_start(); usleep(1000); echo $_SESSION['n'] = ($_SESSION['n'] ?? 0) + 1;",
        "status.php": "<?php http_response_code(418); header('X-A: 1'); header('X-A: 2', false); echo 'short';",
        "exit.php": "<?php echo 'begun'; ob_flush(); flush(); posix_nothing();",
        "spin.php": "<?php for (;;);",
        "outside.php": "<?php echo json_encode(array_map('file_exists', ['/etc/passwd', '/site/../../etc/passwd']));",
        "inner/own.php": "<?php echo getcwd(), ' ', file_get_contents('index.html'), @include './part.php';",
        "inner/part.php": "<?php return ' part';",
        "network.php": "<?php echo json_encode(@fsockopen('127.0.0.1', 1, $n, $e, 1) !== false);",
        ".hidden": "secret",
        "count.php": """<?php
            $store = new PDO('sqlite:/site/count.sqlite', options: [PDO::ATTR_TIMEOUT => 20]);
            $store->exec('CREATE TABLE IF NOT EXISTS c (n)');
            $store->exec('BEGIN IMMEDIATE');
            $n = $store->query('SELECT COUNT(*) FROM c')->fetchColumn();
            usleep(500);
            $store->exec("INSERT INTO c VALUES ($n)");
            $store->exec('COMMIT');
            $file = fopen('/site/count.txt', 'c+');
            flock($file, LOCK_EX);
            $n = (int) stream_get_contents($file);
            usleep(500);
            rewind($file);
            fwrite($file, (string) ($n + 1));
            fclose($file);
        """,
    }
    for name, text in pages.items():
        (folder / name).write_text(text)
    return folder


@pytest.mark.parametrize(
    ("path", "status", "text"),
    [
        ("/", 200, "index "),
        ("/index.php/a/b/", 200, "index /a/b/"),
        ("/hello.txt", 200, "hello"),
        ("/inner", 301, ""),
        ("/inner/", 200, "<p>inner"),
        ("/.hidden", 404, None),
        ("/nothing", 404, None),
        ("/hello.txt/", 404, None),
        ("/%2e%2e/site/hello.txt", 400, None),
        ("/status.php", 418, "short"),
    ],
)
async def test_a_path_names_a_script_a_file_or_a_folder(site: Path, path: str, status: int, text: str | None) -> None:
    async with asked(php_site(site)) as client:
        answer = await client.get(path)
    assert answer.status_code == status
    assert text is None or answer.text == text
    if status == 418:
        assert answer.headers.get_list("x-a") == ["1", "2"]


async def test_a_script_starts_in_its_own_folder(site: Path) -> None:
    async with asked(php_site(site, workers=1)) as client:
        texts = [(await client.get(path)).text for path in ("/inner/own.php", "/", "/inner/own.php")]
    assert texts == ["/site/inner <p>inner part", "index ", "/site/inner <p>inner part"]


async def test_a_script_includes_a_library_of_the_machine(site: Path, tmp_path: Path) -> None:
    library = tmp_path / "library"
    library.mkdir()
    (library / "greet.php").write_text("<?php return 'greeted';")
    (site / "greet.php").write_text("<?php echo require '/usr/share/php/greet.php';")
    async with asked(php_site(site, folders={"/usr/share/php": library})) as client:
        assert (await client.get("/greet.php")).text == "greeted"


async def test_the_front_controller_answers_what_is_not_there(site: Path) -> None:
    async with asked(php_site(site, front="index.php")) as client:
        texts = [(await client.get(path)).text for path in ("/blog/1", "/.hidden", "/hello.txt")]
    assert texts == ["index /blog/1", "index /.hidden", "hello"]


async def test_php_is_told_of_the_request_and_not_of_the_machine(site: Path) -> None:
    async with asked(php_site(site)) as client:
        headers = {"Proxy": "http://evil", "X-Mine": "1", "Authorization": "Basic eA=="}
        told = (await client.get("/inner/info.php/more?a[b]=c", headers=headers)).json()
        outside = (await client.get("/outside.php")).json()
        network = (await client.get("/network.php")).json()
    server = told["server"]
    assert told["get"] == {"a": {"b": "c"}}
    assert server["SCRIPT_FILENAME"] == "/site/inner/info.php"
    assert (server["SCRIPT_NAME"], server["PATH_INFO"]) == ("/inner/info.php", "/more")
    assert (server["HTTP_X_MINE"], server["HTTP_AUTHORIZATION"]) == ("1", "Basic eA==")
    assert server["REMOTE_ADDR"] == "127.0.0.1"
    assert "HTTP_PROXY" not in server
    assert str(site.parent) not in str(server)
    assert outside == [False, False]
    assert network is False


async def test_forms_files_and_bodies_arrive(site: Path) -> None:
    async with asked(php_site(site)) as client:
        form = (await client.post("/echo.php", data={"a": "1", "b[]": "2"})).json()
        files = (await client.post("/echo.php", files={"f": ("n.bin", bytes(100_000))})).json()
        raw = (await client.put("/echo.php", content=b'{"x":1}')).json()
    assert form["post"] == {"a": "1", "b": ["2"]}
    assert (files["files"]["f"]["name"], files["files"]["f"]["size"]) == ("n.bin", 100_000)
    assert files["files"]["f"]["tmp_name"].startswith("/tmp/")
    assert raw["raw"] == '{"x":1}'


async def test_files_are_served_in_parts_and_once(site: Path) -> None:
    async with asked(php_site(site)) as client:
        whole = await client.get("/hello.txt")
        again = await client.get("/hello.txt", headers={"if-none-match": whole.headers["etag"]})
        part = await client.get("/hello.txt", headers={"range": "bytes=1-3"})
        end = await client.get("/hello.txt", headers={"range": "bytes=-2"})
        beyond = await client.get("/hello.txt", headers={"range": "bytes=9-"})
        posted = await client.post("/hello.txt")
    assert (again.status_code, again.content) == (304, b"")
    assert (part.status_code, part.text, part.headers["content-range"]) == (206, "ell", "bytes 1-3/5")
    assert end.text == "lo"
    assert beyond.status_code == 416
    assert posted.status_code == 405


async def test_a_link_out_of_the_site_leads_nowhere(site: Path) -> None:
    (site.parent / "outside.txt").write_text("outside")
    (site / "link.txt").symlink_to("../outside.txt")
    (site / "inside.txt").symlink_to("hello.txt")
    async with asked(php_site(site)) as client:
        assert (await client.get("/link.txt")).status_code == 404
        assert (await client.get("/inside.txt")).text == "hello"


async def test_sessions_and_stores_are_changed_by_one_worker_at_a_time(site: Path) -> None:
    async with asked(php_site(site, workers=2)) as client:
        await client.get("/session.php")

        async def visit() -> None:
            for _ in range(5):
                await client.get("/session.php")
                assert (await client.get("/count.php")).text == ""

        async with trio.open_nursery() as nursery:
            nursery.start_soon(visit)
            nursery.start_soon(visit)
        visits = (await client.get("/session.php")).text
    assert visits == "12"
    assert (site / "count.txt").read_text() == "10"
    with sqlite3.connect(site / "count.sqlite") as store:
        assert store.execute("SELECT COUNT(*), COUNT(DISTINCT n) FROM c").fetchone() == (10, 10)
    store.close()


async def test_errors_are_shown_and_a_stuck_script_is_ended(site: Path) -> None:
    async with asked(php_site(site, seconds=1.5, workers=1)) as client:
        broken = await client.get("/exit.php")
        stuck = await client.get("/spin.php")
        after = await client.get("/")
    assert "begun" in broken.text
    assert "Call to undefined function posix_nothing()" in broken.text
    assert stuck.status_code == 504
    assert after.text == "index "


async def test_php_answers_within_the_walls_of_a_container(booted: Booted, php: Php) -> None:
    policy = Policy(folders=php_folders(php))
    async with booted(policy=policy) as container:
        await container.files.write(
            "index.php", b"<?php session_start(); echo getcwd(), $_SESSION['n'] = ($_SESSION['n'] ?? 0) + 1;"
        )
        await container.files.write("style.css", b"a{}")
        async with asked(php_site_of(container, workers=1)) as client:
            first = await client.get("/")
            second = await client.get("/")
            style = await client.get("/style.css")
        assert (first.text, second.text) == ("/home/project1", "/home/project2")
        assert (style.text, style.headers["content-type"]) == ("a{}", "text/css; charset=utf-8")
        command = inside_command(
            {container.workdir: container.workdir}, cwd=container.workdir, arguments=["php", "-r", "echo 6 * 7;"]
        )
        done = await container.run(*command)
    assert (done.exit.code, done.output) == (0, b"42")


@pytest.mark.parametrize(
    ("arguments", "code", "output"),
    [
        (["-v"], 0, "PHP 8.4."),
        (["-m"], 0, "pdo_sqlite"),
        (["script.php", "a", "b"], 3, "script.php,a,b IN v"),
    ],
)
async def test_php_is_a_program(tmp_path: Path, php: Php, arguments: Sequence[str], code: int, output: str) -> None:
    (tmp_path / "script.php").write_text(
        "<?php echo implode(',', $argv), ' ', strtoupper(stream_get_contents(STDIN)), ' ', getenv('V'); exit(3);"
    )
    command = php.command({"/work": tmp_path}, cwd="/work", env={"V": "v"}, arguments=["php", *arguments])
    process = await LocalProcess.start(command)
    await process.write(b"in")
    await process.end_input()
    written = b""
    while data := await process.take(1):
        written += data
    assert await process.wait() == code
    await process.kill()
    assert output in written.decode()


async def test_without_oro_wasm_it_is_said_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "find_spec", lambda name: None)
    with pytest.raises(Unsupported, match="pip install oro-wasm"):
        await fetch_php()


async def test_a_site_without_its_lifespan_says_so(site: Path) -> None:
    app = php_site(site)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://site") as client:
        answer = await client.get("/")
    assert answer.status_code == 503
    assert "lifespan" in answer.text
