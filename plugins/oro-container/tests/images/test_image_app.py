"""Images with an entry of WebAssembly, asked over HTTP: as CGI, and the reference runtime by its own container.toml."""

from __future__ import annotations

from pathlib import Path

import pytest
from oro_container.errors import BadImage
from oro_container.images.image import open_image
from oro_container.images.image_app import image_app
from oro_container.images.runtime_image import FOLDER
from oro_wasm.api import Guests

from .served import asked

pytestmark = pytest.mark.anyio
CGI = """
import { readFileSync } from 'node:fs'
const body = readFileSync(0, 'utf8')
const told = process.env
if (told.PATH_INFO === '/none') process.exit(0)
const head = told.PATH_INFO === '/moved' ? 'Location: /there\\n' : 'Status: 201 Created\\nContent-Type: text/plain\\n'
process.stdout.write(`${head}\\n${told.REQUEST_METHOD} ${told.PATH_INFO} ${told.QUERY_STRING} ${told.GREETING} ${body}`)
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return an image whose entry answers as CGI has it, on the engine of the reference runtime."""
    made = tmp_path / "image"
    made.mkdir()
    (made / "cgi.js").write_text(CGI)
    (made / "container.toml").write_text(
        'name = "cgi"\nserve = "cgi"\nentry = ["quickjs.wasm", "/image/cgi.js"]\n[env]\nGREETING = "hi"\n'
    )
    return made


async def test_a_program_answers_each_request_as_cgi_has_it(folder: Path, tmp_path: Path) -> None:
    async with Guests() as guests:
        app = await image_app(guests, open_image(folder), tmp_path)
        async with asked(app) as client:
            posted = await client.post("/a%20b?x=1", content=b"body")
            moved = await client.get("/moved")
            none = await client.get("/none")
    assert (posted.status_code, posted.text) == (201, "POST /a b x=1 hi body")
    assert (moved.status_code, moved.headers["location"]) == (302, "/there")
    assert none.status_code == 502
    assert "before its headers" in none.text


async def test_the_reference_runtime_is_an_image(tmp_path: Path) -> None:
    (tmp_path / "server.ts").write_text("export default (): string => process.env.GREETING!")
    async with Guests() as guests:
        app = await image_app(guests, open_image(FOLDER), tmp_path, ["serve", "server.ts"], env={"GREETING": "hello"})
        async with asked(app) as client:
            assert (await client.get("/")).text == "hello"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ('entry = ["node"]', "no WebAssembly"),
        ('entry = ["none.wasm"]', 'no file "none.wasm"'),
        ('entry = ["quickjs.wasm"]', 'add serve = "frames"'),
    ],
)
async def test_an_entry_that_cannot_answer_says_why(tmp_path: Path, text: str, why: str) -> None:
    (tmp_path / "container.toml").write_text(f'name = "a"\n{text}\n')
    async with Guests() as guests:
        with pytest.raises(BadImage, match=why):
            await image_app(guests, open_image(tmp_path), tmp_path)
