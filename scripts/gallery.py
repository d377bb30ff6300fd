"""Write `docs/gallery.md` and its pictures: every panel of the showcase after its self-check, in light and in dark.

    python scripts/gallery.py            every panel
    python scripts/gallery.py jobs mcp   these alone; other sections and pictures stay

Pictures are of WebKitGTK. They end above the notes at the foot of panels, some of which name addresses of the machine.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from PIL import Image

from oro_framework.testing.display import virtual_display

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "gallery.md"
PICTURES = ROOT / "docs" / "images" / "gallery"
SCHEMES: Mapping[str, Mapping[str, str]] = {"light": {}, "dark": {"GTK_THEME": "Adwaita:dark"}}
SHOWN = (0, 0, 1180, 700)
"""Part of a window that a picture shows, in px."""
SIZE = (944, 560)
PATIENCE = 300
"""Seconds that a walk through the panels may take."""
SAVED = re.compile(r"^# saved (?P<path>.+?) of (?P<title>.+?): (?P<summary>.*)$", re.MULTILINE)
HEAD = """# The showcase, panel by panel

`examples/showcase` is one app in which every plugin has a panel. `make demo` opens it; each picture below was taken
after its panel had tried itself, in the colours of this page. The machine that took them has no keyring, no language
model, no server of notifications and no tray: the panels of these say so.
"""


def main() -> int:
    """Take the pictures, then write the page."""
    wanted = sys.argv[1:]
    PICTURES.mkdir(parents=True, exist_ok=True)
    for picture in [] if wanted else PICTURES.glob("*.webp"):
        picture.unlink()
    with virtual_display("1280x1024x24") as display:
        for scheme, variables in SCHEMES.items():
            with TemporaryDirectory() as folder:
                environment = {**os.environ, **variables, "DISPLAY": display, "XDG_STATE_HOME": folder}
                panels = walk(Path(folder), wanted, environment)
                for path in panels:
                    shrink(path, PICTURES / f"{path.stem}-{scheme}.webp")
    made = {path.stem: section(path.stem, *said) for path, said in panels.items()}
    sections = {**sections_of(PAGE.read_text("utf-8")), **made} if wanted else made
    PAGE.write_text("\n".join([HEAD, *sections.values()]), "utf-8")
    print(f"gallery: {len(panels)} panels in {PAGE.relative_to(ROOT)}")
    return 0


def walk(folder: Path, wanted: Sequence[str], environment: Mapping[str, str]) -> Mapping[Path, tuple[str, str]]:
    """Have the showcase check itself; return its pictures, each with its panel's title and summary."""
    pictures = folder / "pictures"
    chosen = ("check=true", f"gallery={pictures}", f"patience={PATIENCE}", f"panels={' '.join(wanted)}")
    settings = [word for each in chosen for word in ("--set", f"showcase_{each}")]
    command = [sys.executable, "-m", "oro_framework.cli", "run", "examples/showcase", "--backend", "gtk", *settings]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"Cannot take pictures of the showcase: its self-check failed\n{done.stdout}{done.stderr}")
    return {Path(found["path"]): (found["title"], found["summary"]) for found in SAVED.finditer(done.stdout)}


def shrink(picture: Path, target: Path) -> None:
    """Save the upper part of a picture, smaller."""
    with Image.open(picture) as image:
        image.convert("RGB").crop(SHOWN).resize(SIZE, Image.Resampling.LANCZOS).save(target, quality=78, method=6)


def section(name: str, title: str, summary: str) -> str:
    """Return the section of a panel, whose picture follows the colours of the reader."""
    parts = [f"## {title}\n\n{summary}\n"]
    for scheme in SCHEMES:
        parts.append(
            f"```{{image}} images/gallery/{name}-{scheme}.webp\n"
            f":alt: The panel {title} of the showcase in {scheme} colours\n"
            f":class: only-{scheme}\n:loading: lazy\n```\n"
        )
    return "\n".join(parts)


def sections_of(page: str) -> Mapping[str, str]:
    """Return the sections of a page by the names of their panels."""
    texts = [f"## {text}" for text in page.split("\n## ")[1:]]
    return {text.partition("images/gallery/")[2].partition(f"-{next(iter(SCHEMES))}.webp")[0]: text for text in texts}


if __name__ == "__main__":
    sys.exit(main())
