"""The command that sets, changes or removes a passphrase; it is never an argument."""

import sys
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from defcat import backups
from defcat.catalogue import Catalogue
from defcat.cli.options import File, KeyFile, Secret, app, first_secret, with_secret
from defcat.errors import InputError
from defcat.rekey import rekey, require_opens, without_passphrase
from defcat.storage.key import Secret as Opens
from defcat.terminal import progress
from defcat.translation import tr, trn


@app.command("passphrase")
def change_passphrase(
    file: File,
    new: Annotated[
        Path | None,
        typer.Option(
            "--new-passphrase-file",
            help="A file whose first line is the new passphrase; without it you are asked.",
        ),
    ] = None,
    new_key_file: Annotated[
        Path | None,
        typer.Option("--new-key-file", help="The key file that the new passphrase goes with."),
    ] = None,
    no_key_file: Annotated[
        bool, typer.Option("--no-key-file", help="Let the new passphrase do without the key file.")
    ] = False,
    remove: Annotated[
        bool, typer.Option("--remove", help="Let the catalogue open without a passphrase.")
    ] = False,
    secret: Secret = None,
    key_file: KeyFile = None,
) -> None:
    """Set, change or remove the passphrase of a catalogue, which nobody may have open.

    A passphrase cannot be recovered: without it, the catalogue and its backups cannot be read. The
    present key file, if there is one, goes with the new passphrase too, unless another is named.
    """
    if remove and (new or new_key_file):
        raise InputError(
            tr("--remove sets no new passphrase."), tr("Leave out --remove, or the new one.")
        )
    if no_key_file and new_key_file:
        raise InputError(
            tr("--no-key-file and --new-key-file contradict each other."), tr("Leave out one.")
        )

    def opens(key: Opens | None) -> Opens | None:
        require_opens(file, key)
        return key

    old = with_secret(secret, key_file, opens)
    wanted = None if remove else _wanted(new, new_key_file)
    if old and wanted and wanted.key_file is None and not no_key_file:
        wanted = replace(wanted, key_file=old.key_file)
    if old is None and wanted is None:
        print(tr("{file} has no passphrase.", file=file.name))
        return
    with progress(tr("Writing the catalogue anew")) as told:
        rekey(file, old, wanted, told=told)
    _say(file, old, wanted)


def _wanted(new: Path | None, key_file: Path | None) -> Opens:
    """The new passphrase, from its file or typed twice."""
    if new is None and sys.stdin.isatty():
        words = tr("New passphrase")
        typed = typer.prompt(words, hide_input=True, confirmation_prompt=True, err=True)
        return Opens(typed, key_file)
    found = first_secret(new, key_file)
    if found is None:
        raise InputError(
            tr("No new passphrase was given."),
            tr("Name a file that holds it with --new-passphrase-file, or give --remove."),
        )
    return found


def _say(file: Path, old: Opens | None, new: Opens | None) -> None:
    """What was done, and what can still be read without the new passphrase."""
    if new is None:
        print(tr("{file} opens without a passphrase.", file=file.name))
        return
    print(tr("{file} opens with the new passphrase, which cannot be recovered.", file=file.name))
    with Catalogue.open(file, key=new, write=False) as catalogue:
        made = [each.path for each in backups.listed_of(catalogue)]
    if old is not None:
        print(tr("Backups made before open with the former one."))
        return
    print(tr("Blocks of the former file can still be on the disk, and be read by experts."))
    for path in (plain := without_passphrase(made)):
        print(f"  {path}")
    if plain:
        n = len(plain)
        print(
            trn(
                "{n} backup made before has no passphrase: delete it if it is not needed.",
                "{n} backups made before have no passphrase: delete those that are not needed.",
                n,
            )
        )
