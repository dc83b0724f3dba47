"""The catalogue file: making it, telling what a file is, and bringing it to today's schema."""

import errno
import hashlib
import os
import secrets
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DatabaseError

from defcat.errors import (
    Damaged,
    FileProblem,
    NeedsPassphrase,
    NewerVersion,
    NotACatalogue,
    NotFound,
    WrongPassphrase,
)
from defcat.model import METADATA, SETTING
from defcat.settings import SUFFIX
from defcat.storage.engine import (
    DriverError,
    cause,
    is_no_room,
    make_engine,
    opens_pages,
    read_salt,
    words,
)
from defcat.storage.fulltext import create_fulltext
from defcat.storage.key import (
    EARLIER_ROUNDS,
    PLAIN,
    ROUNDS,
    SALT_SIZE,
    Key,
    Secret,
    is_encrypted,
    make_key,
    may_be_part,
)
from defcat.storage.schema import refuse_foreign
from defcat.storage.swap import beside, clear
from defcat.translation import tr

APPLICATION_ID = 0x44454643  # "DEFC"
SCHEMA = 4
"""The schema's number, in the file's user_version; each migration raises it by one."""
ID = "catalogue-id"
"""The setting that tells catalogues of the same name apart, to begin with their backups."""
READ_WHOLE = 64 * 1024 * 1024
"""Bytes of a file that is read whole, in some tenths of a second, to tell a wrong passphrase from
a damaged first page."""


def resolved(path: Path) -> Path:
    """The file that `path` leads to, whatever links are on the way: beside that one stand its log
    and its lock. Raises FileProblem for links that lead nowhere but to each other.
    """
    try:
        return path.resolve()
    except RuntimeError:
        raise _unreadable(path, tr("its links lead in a circle")) from None


def create(path: Path, settings: dict[str, str], secret: Secret | None = None) -> Engine:
    """Make a new catalogue at `path`, which must not exist yet, and open it for writing.

    With `secret` it is encrypted, from its first byte on. It is made under another name:
    whatever stops this, there is either all of it or none.
    """
    check_new(path)
    key = None if secret is None else make_key(secret, os.urandom(SALT_SIZE))
    made = beside(path)
    try:
        clear(path)
        _build(made, settings, key)
        _put_in_place(made, path)
    except FileExistsError:
        with suppress(OSError):
            clear(path)
        raise _exists(path) from None
    except (DatabaseError, OSError) as error:
        with suppress(OSError):
            clear(path)
        raise FileProblem(
            tr("{file} cannot be made: {why}.", file=path, why=_why(error)),
            tr("Choose a folder that you can write to."),
        ) from None
    return make_engine(path, write=True, key=key)


def check_new(path: Path) -> None:
    """Raise a FileProblem where no new catalogue can stand at `path`, by its name."""
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
        raise _exists(path)


def _exists(path: Path) -> FileProblem:
    return FileProblem(
        tr("{file} exists already.", file=path), tr("Choose another name, or open it.")
    )


def _put_in_place(made: Path, path: Path) -> None:
    """Give `made` the name `path`, unless another file has come to have it: that one stays, and
    FileExistsError is raised.
    """
    try:
        os.link(made, path)
    except FileExistsError:
        raise
    except OSError:  # a stick whose file system knows no second name
        if os.path.lexists(path):
            raise FileExistsError from None
        made.rename(path)
    else:
        made.unlink()


def _build(path: Path, settings: dict[str, str], key: Key | None) -> None:
    # What is recorded is nobody else's business, whatever the folder's habit.
    path.touch(mode=0o600)
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
    if path.with_name(path.name + "-wal").exists():  # SQLite says nothing of what it cannot fold
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


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


def new_identity() -> str:
    """The `ID` of a new catalogue."""
    return secrets.token_hex(16)


def identity(path: Path) -> str:
    """The `ID` of a catalogue that was made without one, as long as it has none."""
    return hashlib.sha256(os.fsencode(path.resolve())).hexdigest()[:32]


def open_file(
    path: Path,
    *,
    write: bool,
    key: Key | None = None,
    upgrading: Callable[[Engine], None] | None = None,
) -> Engine:
    """Open the catalogue at `path`, which `unlock` let pass; raises a FileProblem.

    `upgrading` is called before an older one is brought up to date, and can refuse that.
    """
    if write:
        require_writable(path)
    engine = make_engine(path, write=write, key=key)
    try:
        if _pragma(engine, "user_version") < SCHEMA:
            if write and upgrading:
                upgrading(engine)
            _migrate(path, engine, write=write)
    except DatabaseError as error:
        engine.dispose()
        raise _damaged(path, error) from None
    except FileProblem:
        engine.dispose()
        raise
    return engine


def require_writable(path: Path) -> None:
    """Raise FileProblem where the file is write-protected."""
    if not os.access(path, os.W_OK):
        raise FileProblem(
            tr("{file} is write-protected.", file=path.name),
            tr("Open it for reading only, or copy it to a folder that you can write to."),
        )


def unlock(path: Path, secret: Secret | Key | None = None) -> Key | None:
    """The key that `secret` makes for the catalogue at `path`, or is; None where it has none.

    Raises what says why the file cannot be a catalogue, or why the passphrase does not open it;
    the file stays as it is. SQLite reads it, and nothing else does: closing another handle on a
    file that this process has open would drop its locks.
    """
    path = resolved(path)
    _refuse_what_holds_nothing(path)
    try:
        salt = read_salt(path)
        size = path.stat().st_size
    except (DriverError, OSError) as error:
        raise _unreadable(path, str(cause(error))) from None
    key: Key | None = None
    if secret is None:
        found = _looked_at(path, None, salt, size)
    elif salt == PLAIN:
        raise WrongPassphrase(
            tr("{file} has no passphrase.", file=path.name), tr("Open it without one.")
        )
    elif isinstance(secret, Key):
        key, found = secret, _looked_at(path, secret, salt, size)
    else:
        key, found = _opened_by(secret, path, salt, size)
    _refuse_what_does_not_fit(path, *found)
    return key


def _opened_by(secret: Secret, path: Path, salt: bytes, size: int) -> tuple[Key, tuple[int, int]]:
    """The key that opens the file, of today's rounds or of earlier ones, and what it names."""
    keys = []
    for rounds in (ROUNDS, EARLIER_ROUNDS):
        keys.append(make_key(secret, salt, rounds))
        with suppress(WrongPassphrase):
            return keys[-1], _looked_at(path, keys[-1], salt, size)
    try:
        damaged = size <= READ_WHOLE and any(opens_pages(path, key) for key in keys)
    except DriverError as error:
        raise _unreadable(path, str(error)) from None
    if damaged:
        raise Damaged(
            tr("The passphrase is right, but the first page of {file} is damaged.", file=path.name),
            tr("Restore a backup."),
        )
    raise _locked(path, keys[0])


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
        raise _empty(path) if is_file else _no_catalogue(path)


def _looked_at(path: Path, key: Key | None, salt: bytes, size: int) -> tuple[int, int]:
    """The application and the version that the file names, once its schema has been read."""
    # Asked before it is opened: closing it folds a log that a killed program left.
    logged = path.with_name(path.name + "-wal").exists()
    engine = make_engine(path, write=False, peek=True, key=key)
    try:
        found = _pragma(engine, "application_id"), _pragma(engine, "user_version")
        if found[0] == APPLICATION_ID and found[1] <= SCHEMA:
            with engine.connect() as connection:  # which reads the schema
                refuse_foreign(path, connection)
        named = _pragma(engine, "page_count") * _pragma(engine, "page_size")
    except DatabaseError as error:
        why = _why(error)
        if "not a database" in why:
            if is_encrypted(salt, size):
                raise _locked(path, key) from None
            if salt == PLAIN:
                raise _damaged(path, error) from None
            part = may_be_part(salt, size)
            raise (_no_catalogue_or_part(path) if part else _no_catalogue(path)) from None
        if "unable to open" in why:
            raise _unreadable(path, why) from None
        raise _damaged(path, error) from None
    finally:
        engine.dispose()
    if named > size and not logged:  # else its end is in there
        raise Damaged(
            tr("The end of {file} is cut off.", file=path.name),
            tr("If it was copied, copy it again; or restore a backup."),
        )
    return found


def _locked(path: Path, key: Key | None) -> FileProblem:
    if key is None:
        return NeedsPassphrase(
            tr("{file} needs a passphrase, or is no defcat catalogue.", file=path.name),
            tr("Give the passphrase it was made with; if it never had one, restore a backup."),
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


def _empty(path: Path) -> NotACatalogue:
    return NotACatalogue(
        tr("{file} is empty: it holds nothing at all.", file=path.name),
        tr("If it was copied, copy it again; or restore a backup."),
    )


def _no_catalogue_or_part(path: Path) -> NotACatalogue:
    return NotACatalogue(
        tr(
            "{file} is not a defcat catalogue, or a part of one that has a passphrase: the end of"
            " its last page is missing.",
            file=path.name,
        ),
        tr("If it was copied, copy it again; or restore a backup."),
    )


def _unreadable(path: Path, why: str) -> FileProblem:
    return FileProblem(
        tr("{file} cannot be read: {why}.", file=path, why=why),
        tr("Check that you may read it and that the disk is there."),
    )


def _damaged(path: Path, error: DatabaseError) -> FileProblem:
    if is_no_room(error):
        return FileProblem(
            tr("{file} could not be opened: {why}.", file=path.name, why=_why(error)),
            tr("Make room on its disk, then try again; it is unchanged."),
        )
    return Damaged(
        tr("{file} cannot be read as a catalogue: {why}.", file=path.name, why=words(error)),
        tr("Save what can be read of it, or restore a backup."),
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
