"""One transaction on the file of a catalogue, and what can go wrong in it, in words."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DatabaseError, IntegrityError, NoResultFound

from defcat.errors import Damaged, FileProblem, Interrupted, NotADate
from defcat.storage.engine import DriverError, is_damage, is_interruption, words
from defcat.translation import tr

_SURPRISES = (
    *(ArithmeticError, AssertionError, AttributeError, LookupError, TypeError, ValueError),
    *(NoResultFound, NotADate),
)
"""What a value of another type, or none where there is always one, makes Python raise."""


@contextmanager
def reading(engine: Engine, name: str) -> Iterator[Connection]:
    """A connection that sees one state of the file, which is called `name`.

    Raises Interrupted where it was stopped, Damaged or another FileProblem where the file cannot be
    read.
    """
    try:
        with engine.connect() as connection, _explained(connection, name):
            yield connection
    except (DatabaseError, DriverError) as error:
        if is_interruption(error):
            raise Interrupted(tr("The search was stopped.")) from None
        what = tr("{file} could not be read: {why}.", file=name, why=words(error))
        if is_damage(error):
            raise _damaged(what) from error
        raise FileProblem(
            what, tr("Check that the disk is there; if it is, restore a backup.")
        ) from error


@contextmanager
def writing(engine: Engine, name: str) -> Iterator[Connection]:
    """A connection that nobody else writes beside: all of what it writes, or nothing.

    Raises Interrupted where it was stopped, Damaged or another FileProblem where nothing could be
    written.
    """
    try:
        with (
            engine.execution_options(write=True).begin() as connection,
            _explained(connection, name),
        ):
            yield connection
    except IntegrityError:  # the checks of `Change` let something through: a defect
        raise
    except DatabaseError as error:
        if is_interruption(error):
            raise stopped() from None
        what = tr("{file} could not be written: {why}.", file=name, why=words(error))
        if is_damage(error):
            raise _damaged(what) from error
        raise FileProblem(
            what, tr("Nothing was changed. Check the disk, then try again.")
        ) from error


def stopped() -> Interrupted:
    """What is raised where a change was stopped."""
    return Interrupted(tr("It was stopped. Nothing was changed."))


@contextmanager
def _explained(connection: Connection, name: str) -> Iterator[None]:
    """Where something went wrong over a value that defcat never writes, say so: the file came
    from another program. Anything else that went wrong is a defect, and stays one.
    """
    try:
        yield
    except _SURPRISES as error:
        from defcat.check.values import is_foreign

        if not is_foreign(connection):
            raise
        raise FileProblem(
            tr("{file} holds values that defcat never writes.", file=name),
            tr("Check the catalogue, which names them; or restore a backup, if there is one."),
        ) from error


def _damaged(what: str) -> Damaged:
    return Damaged(
        what, tr("The file is damaged: check it, restore a backup, or save what can be read.")
    )
