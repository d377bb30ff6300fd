"""`oro keys`: the keys that an author signs updates with."""

from __future__ import annotations

from pathlib import Path

import click

from oro_framework.commands import answer_json, app_option, json_option, loaded_host, note, show, table
from oro_framework.errors import UsageError
from oro_updater.cli.options import keyring_of, keys_option, numbers_of, opened, repository_option

__all__ = ("keys",)

roles = click.Choice(["root", "targets", "snapshot", "timestamp"])


@click.group(short_help="Make and change the keys that updates are signed with")
def keys() -> None:
    """Make and change the keys that updates are signed with.

    They are kept in your own data folder, never in the project, and encrypted with a passphrase. The key of targets and
    the passphrase are enough to publish to everyone who has your app. Without the keys of root, none of them can be
    told of new keys: keep a copy of root's elsewhere.
    """


@keys.command(short_help="Make keys")
@click.option("--role", "chosen", type=roles, multiple=True, help="Only for this role; may be repeated.")
@click.option("--count", "counts", metavar="ROLE=N", multiple=True, help="More than one key for a role, as root=3.")
@keys_option
@app_option
def make(chosen: tuple[str, ...], counts: tuple[str, ...], keys_folder: Path | None, app: str | None) -> None:
    """Make one key for each of the roles root, targets, snapshot and timestamp, or those that are named.

    No key is overwritten: where a role has keys, another one is added.
    """
    from oro_updater.author.keyring import ROLES

    ring = keyring_of(app, keys_folder)
    many = numbers_of(counts, "--count")
    wanted = chosen or tuple(many) or ROLES
    if not chosen and not many and any(True for _ in ring):
        raise UsageError(
            f'Cannot make keys: "{ring.folder}" has some; --role ROLE adds one, and oro keys rotate replaces one'
        )
    for key in ring.make({role: many.get(role, 1) for role in wanted}):
        click.echo(f"{key.role:<10} {key.id[:16]}  {key.path}")
    note("Copy these files to a safe place: without root's, the app can never be told of new keys")


@keys.command("list", short_help="List the keys")
@keys_option
@app_option
@json_option
def list_keys(keys_folder: Path | None, app: str | None, as_json: bool) -> None:
    """List the keys by role, and whether their private half is on this machine."""
    ring = keyring_of(app, keys_folder)
    found = [{"role": key.role, "id": key.id, "file": str(key.path), "present": key.present} for key in ring]
    if as_json:
        answer_json(found)
        return
    if not found:
        note(f'No keys in "{ring.folder}"; oro keys make makes them')
        return
    rows = [(each["role"], str(each["id"])[:16], "" if each["present"] else "not here", each["file"]) for each in found]
    shown = table("role", "key", "", "file")
    for row in rows:
        shown.add_row(*map(str, row))
    show(shown)


@keys.command(short_help="Replace the keys of a role")
@click.argument("role", type=roles)
@click.option("--keep", is_flag=True, help="Add a key, and let the present ones count on.")
@click.option("--threshold", type=click.IntRange(min=1), help="Signatures that the role needs from now on.")
@repository_option
@keys_option
@app_option
def rotate(
    role: str, keep: bool, threshold: int | None, repository_folder: Path, keys_folder: Path | None, app: str | None
) -> None:
    """Make a new key for ROLE and publish it in place of the present ones, as after a key was lost or seen by others.

    The new root metadata is signed by the old keys of root and the new ones, so that apps out there follow.
    """
    repository = opened(app, keys_folder, repository_folder)
    before = next(state for state in repository.metadata.roles() if state.role == role)
    wanted = max(threshold or before.threshold, 1)
    count = 1 if keep else wanted
    made = repository.keyring.make({role: count})
    repository.rotate(role, add=[key.id for key in made], remove=[] if keep else list(before.keys), threshold=threshold)
    for key in made:
        click.echo(f"{key.role:<10} {key.id[:16]}  {key.path}")
    note(f'Published as "{repository.metadata.root_path}"; ship it with the next version: oro keys root')


@keys.command(short_help="Copy what the app is shipped with")
@click.option(
    "--to", type=click.Path(dir_okay=False, path_type=Path), help="File, in place of the app's [updater] root."
)
@repository_option
@keys_option
@app_option
def root(to: Path | None, repository_folder: Path, keys_folder: Path | None, app: str | None) -> None:
    """Copy the newest root metadata into the app: by it the installed app knows what its author signed."""
    from oro_framework.atomic import replace_file
    from oro_updater import settings

    host = loaded_host(app)
    repository = opened(app, keys_folder, repository_folder)
    target = to or host.root / host.settings[settings.ROOT]
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        replace_file(target, repository.metadata.root_path.read_bytes())
    except OSError as error:
        raise UsageError(f'Cannot write "{target}": {error.strerror}') from error
    click.echo(str(target))
