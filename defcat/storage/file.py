"""The catalogue file: making it, telling what a file is, and bringing it to today's schema."""

import os
from contextlib import suppress
from pathlib import Path

from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DatabaseError

from defcat.errors import (
    FileProblem,
    NeedsPassphrase,
    NewerVersion,
    NotACatalogue,
    NotFound,
    WrongPassphrase,
)
from defcat.model import METADATA, SETTING
from defcat.settings import SUFFIX
from defcat.storage.engine import DriverError, cause, make_engine, read_salt
from defcat.storage.fulltext import create_fulltext
from defcat.storage.key import PLAIN, SALT_SIZE, Key, is_encrypted, make_key
from defcat.translation import tr

APPLICATION_ID = 0x44454643  # "DEFC"
SCHEMA = 3
"""The schema's number, in the file's user_version; each migration raises it by one."""


def create(path: Path, settings: dict[str, str], passphrase: str | None = None) -> Engine:
    """Make a new catalogue at `path`, which must not exist yet, and open it for writing.

    With a passphrase it is encrypted, from its first byte on. It is made under another name:
    whatever stops this, there is either all of it or none.
    """
    if path.suffix != SUFFIX:
        raise FileProblem(
            tr("“{name}” is not a name for a catalogue.", name=path.name),
            tr("Let it end in {suffix}.", suffix=SUFFIX),
        )
    if not path.parent.is_dir():
        raise NotFound(
            tr("The folder {folder} does not exist.", folder=path.parent), tr("Create it first.")
        )
    if os.path.lexists(path):
        raise FileProblem(
            tr("{file} exists already.", file=path), tr("Choose another name, or open it.")
        )
    key = None if passphrase is None else make_key(passphrase, os.urandom(SALT_SIZE))
    made = path.with_name(path.name + ".new")
    try:
        made.unlink(missing_ok=True)
        _build(made, settings, key)
        made.rename(path)
    except (DatabaseError, OSError) as error:
        with suppress(OSError):
            made.unlink(missing_ok=True)
        raise FileProblem(
            tr("{file} cannot be made: {why}.", file=path, why=_why(error)),
            tr("Choose a folder that you can write to."),
        ) from None
    return make_engine(path, write=True, key=key)


def _build(path: Path, settings: dict[str, str], key: Key | None) -> None:
    engine = make_engine(path, write=True, create=True, key=key)
    try:
        with engine.execution_options(write=True).begin() as connection:
            build_schema(connection)
            connection.execute(
                SETTING.insert(),
                [{"name": name, "value": value} for name, value in settings.items()],
            )
    finally:
        engine.dispose()


def build_schema(connection: Connection) -> None:
    """Today's schema, in an empty file; a test holds it equal to what the migrations make."""
    connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.exec_driver_sql(f"PRAGMA user_version = {SCHEMA}")
    METADATA.create_all(connection)
    create_fulltext(connection)
    connection.exec_driver_sql(
        "CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL,"
        " CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num))"
    )
    connection.execute(
        text("INSERT INTO alembic_version VALUES (:revision)"), {"revision": f"{SCHEMA:04}"}
    )


def open_file(path: Path, *, write: bool, key: Key | None = None) -> Engine:
    """Open the catalogue at `path`, which `unlock` let pass; raises a FileProblem."""
    if write and not os.access(path, os.W_OK):
        raise FileProblem(
            tr("{file} is write-protected.", file=path.name),
            tr("Open it for reading only, or copy it to a folder that you can write to."),
        )
    engine = make_engine(path, write=write, key=key)
    try:
        if _pragma(engine, "user_version") < SCHEMA:
            _migrate(path, engine, write=write)
    except DatabaseError as error:
        engine.dispose()
        raise _damaged(path, error) from None
    except FileProblem:
        engine.dispose()
        raise
    return engine


def unlock(path: Path, passphrase: str | None = None) -> Key | None:
    """The key that `passphrase` makes for the catalogue at `path`; None where it has none.

    Raises what says why the file cannot be a catalogue, or why the passphrase does not open it;
    the file stays as it is. SQLite reads it, and nothing else does: closing another handle on a
    file that this process has open would drop its locks.
    """
    _refuse_what_holds_nothing(path)
    try:
        salt = read_salt(path)
        encrypted = is_encrypted(salt, path.stat().st_size)
    except (DriverError, OSError) as error:
        raise _unreadable(path, str(cause(error))) from None
    if passphrase is None:
        key = None
    elif salt == PLAIN:
        raise WrongPassphrase(
            tr("{file} has no passphrase.", file=path.name), tr("Open it without one.")
        )
    else:
        key = make_key(passphrase, salt)
    _refuse_what_does_not_fit(path, *_looked_at(path, key, encrypted=encrypted))
    return key


def _refuse_what_holds_nothing(path: Path) -> None:
    try:
        is_file = path.is_file()
        content = is_file and path.stat().st_size > 0
    except OSError as error:
        raise _unreadable(path, _why(error)) from None
    if path.is_dir():
        raise NotACatalogue(
            tr("{file} is a folder.", file=path), tr("Name a file that ends in {s}.", s=SUFFIX)
        )
    if not (is_file or path.exists()):
        raise NotFound(
            tr("There is no file {file}.", file=path),
            tr("Check the name, or make a new catalogue."),
        )
    if not content:
        raise _no_catalogue(path)


def _looked_at(path: Path, key: Key | None, *, encrypted: bool) -> tuple[int, int]:
    """The application and the version that the file names, once its schema has been read."""
    engine = make_engine(path, write=False, peek=True, key=key)
    try:
        found = _pragma(engine, "application_id"), _pragma(engine, "user_version")
        with engine.connect() as connection:  # which reads the schema
            connection.exec_driver_sql("SELECT 1 FROM sqlite_schema").first()
    except DatabaseError as error:
        why = _why(error)
        if "not a database" in why:
            raise (_locked(path, key) if encrypted else _no_catalogue(path)) from None
        if "unable to open" in why:
            raise _unreadable(path, why) from None
        raise _damaged(path, error) from None
    finally:
        engine.dispose()
    return found


def _locked(path: Path, key: Key | None) -> FileProblem:
    if key is None:
        return NeedsPassphrase(
            tr("{file} needs a passphrase, or is no defcat catalogue.", file=path.name),
            tr("Give the passphrase that it was made with."),
        )
    return WrongPassphrase(
        tr("The passphrase does not open {file}.", file=path.name),
        tr("Try it again; if it is the right one, the file is damaged: restore a backup."),
    )


def _pragma(engine: Engine, name: str) -> int:
    with engine.connect() as connection:
        return int(connection.exec_driver_sql(f"PRAGMA {name}").scalar_one())


def _why(error: DatabaseError | OSError) -> str:
    return str(error.orig if isinstance(error, DatabaseError) else error.strerror)


def _no_catalogue(path: Path) -> NotACatalogue:
    return NotACatalogue(
        tr("{file} is not a defcat catalogue.", file=path.name),
        tr("To bring its content in, open a catalogue and import the file."),
    )


def _unreadable(path: Path, why: str) -> FileProblem:
    return FileProblem(
        tr("{file} cannot be read: {why}.", file=path, why=why),
        tr("Check that you may read it and that the disk is there."),
    )


def _damaged(path: Path, error: DatabaseError) -> NotACatalogue:
    return NotACatalogue(
        tr("{file} cannot be read as a catalogue: {why}.", file=path.name, why=_why(error)),
        tr("It may be damaged: restore a backup."),
    )


def _refuse_what_does_not_fit(path: Path, application: int, version: int) -> None:
    if application != APPLICATION_ID:
        raise NotACatalogue(
            tr("{file} is a database of another program.", file=path.name),
            tr("Name a file that defcat made."),
        )
    if version > SCHEMA:
        raise NewerVersion(
            tr(
                "{file} was written by a newer defcat (schema {theirs}; this one knows {ours}).",
                file=path.name,
                theirs=version,
                ours=SCHEMA,
            ),
            tr("Install the newer version on this machine; the file is unchanged."),
        )


def _migrate(path: Path, engine: Engine, *, write: bool) -> None:
    if not write:
        raise written_by_older(path)
    from defcat.storage.migrations.run import upgrade  # alembic is slow to import

    upgrade(engine)


def written_by_older(path: Path) -> FileProblem:
    """What is raised where a file has to be brought up to date and is open for reading only."""
    return FileProblem(
        tr("{file} was written by an older defcat.", file=path.name),
        tr("Open it once for writing, which brings it up to date."),
    )
