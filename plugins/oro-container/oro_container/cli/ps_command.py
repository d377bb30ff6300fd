"""`oro container ps`: show containers and their processes."""

from __future__ import annotations

import time

import click

from oro_framework.commands import answer_json, escaped, json_option, note, show, table

__all__ = ("command",)


@click.command("ps", short_help="Show containers and their processes")
@json_option
def command(as_json: bool) -> int:
    """Show the containers that `oro container run` runs, with their walls, ports and processes."""
    from oro_container.cli.running import START, running
    from oro_container.cli.sizes import age_of

    found = running()
    if as_json:
        answer_json(found)
    elif not found:
        note(f"no container runs; {START}")
    else:
        rows = table("Container", "Walls", "Ports", "Process", "Command", "Since")
        for each in found:
            first = (escaped(each["name"]), each["level"], ", ".join(map(str, each["ports"])))
            since = age_of(time.time() - each["began"])
            for process in each["processes"] or [{"pid": "", "argv": []}]:
                command_line = escaped(" ".join(process["argv"])[:60])
                rows.add_row(*first, str(process["pid"]), command_line, since)
                first, since = ("", "", ""), ""
        show(rows)
    return 0
