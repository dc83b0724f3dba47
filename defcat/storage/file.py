"""The catalogue file: making it, telling what a file is, and bringing it to today's schema."""

from pathlib import Path

from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DatabaseError

from defcat.errors import FileProblem, NewerVersion, NotACatalogue, NotFound
from defcat.model import Base
from defcat.settings import SUFFIX
from defcat.storage.engine import make_engine
from defcat.storage.fulltext import create_fulltext
from defcat.translation import tr

APPLICATION_ID = 0x44454643  # "DEFC"
SCHEMA = 1
"""The schema's number, in the file's user_version; each migration raises it by one."""
MAGIC = b"SQLite format 3\x00"


def create(path: Path, settings: dict[str, str]) -> Engine:
    """Make a new catalogue at `path`, which must not exist yet, and open it for writing."""
    if path.suffix != SUFFIX:
        raise FileProblem(
            tr("“{name}” is not a name for a catalogue.", name=path.name),
            tr("Let it end in {suffix}.", suffix=SUFFIX),
        )
    if path.exists():
        raise FileProblem(
            tr("{file} exists already.", file=path), tr("Choose another name, or open it.")
        )
    if not path.parent.is_dir():
        raise NotFound(
            tr("The folder {folder} does not exist.", folder=path.parent), tr("Create it first.")
        )
    engine = make_engine(path, write=True, create=True)
    try:
        with engine.execution_options(write=True).begin() as connection:
            build_schema(connection)
            connection.execute(
                Base.metadata.tables["setting"].insert(),
                [{"name": name, "value": value} for name, value in settings.items()],
            )
    except DatabaseError as error:
        engine.dispose()
        path.unlink(missing_ok=True)
        raise FileProblem(
            tr("{file} cannot be made: {why}.", file=path, why=error.orig),
            tr("Choose a folder that you can write to."),
        ) from None
    return engine


def build_schema(connection: Connection) -> None:
    """Today's schema, in an empty file; a test holds it equal to what the migrations make."""
    connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.exec_driver_sql(f"PRAGMA user_version = {SCHEMA}")
    Base.metadata.create_all(connection)
    create_fulltext(connection)
    connection.exec_driver_sql(
        "CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL PRIMARY KEY)"
    )
    connection.execute(
        text("INSERT INTO alembic_version VALUES (:revision)"), {"revision": f"{SCHEMA:04}"}
    )


def open_file(path: Path, *, write: bool) -> Engine:
    """Open the catalogue at `path`; raises a FileProblem that says what the file is instead."""
    refuse_what_is_none(path)
    engine = make_engine(path, write=write)
    try:
        with engine.connect() as connection:
            application = connection.exec_driver_sql("PRAGMA application_id").scalar_one()
            version = connection.exec_driver_sql("PRAGMA user_version").scalar_one()
    except DatabaseError as error:
        engine.dispose()
        raise NotACatalogue(
            tr("{file} cannot be read as a catalogue: {why}.", file=path.name, why=error.orig),
            tr("It may be damaged: restore a backup."),
        ) from None
    try:
        _refuse_what_does_not_fit(path, application, version)
        if version < SCHEMA:
            _migrate(path, engine, write=write)
    except FileProblem:
        engine.dispose()
        raise
    return engine


def refuse_what_is_none(path: Path) -> None:
    """Raise what says why the file at `path` cannot be a catalogue; nothing is opened by it."""
    if path.is_dir():
        raise NotACatalogue(
            tr("{file} is a folder.", file=path), tr("Name a file that ends in {s}.", s=SUFFIX)
        )
    try:
        with path.open("rb") as file:
            head = file.read(len(MAGIC))
    except FileNotFoundError:
        raise NotFound(
            tr("There is no file {file}.", file=path),
            tr("Check the name, or make a new catalogue."),
        ) from None
    except OSError as error:
        raise FileProblem(
            tr("{file} cannot be read: {why}.", file=path, why=error.strerror),
            tr("Check that you may read it and that the disk is there."),
        ) from None
    if head != MAGIC:
        raise NotACatalogue(
            tr("{file} is not a defcat catalogue.", file=path.name),
            tr("To bring its content in, open a catalogue and import the file."),
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
        raise FileProblem(
            tr("{file} was written by an older defcat.", file=path.name),
            tr("Open it once for writing, which brings it up to date."),
        )
    from defcat.storage.migrations.run import upgrade  # alembic is slow to import

    upgrade(engine)
