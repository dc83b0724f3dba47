"""Work beside the GUI thread: one thread that reads the catalogue, and can be stopped.

A question is asked on a channel ("list", "detail"). A newer question on the same channel takes the
place of an older one: waiting, it is dropped; under way, it is interrupted. Answers arrive on the
GUI thread, and only if they are still wanted.

A patient question is one that nobody waits for. It runs when nothing else was asked for a while,
gives way to whatever is, and is then begun again; an idle one waits longer still. One that yields
is about something beside what somebody looks at: it goes before the patient ones and gives way to
all others. One that comes last does the same, and gives way to those that yield, too.
"""

import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from time import monotonic
from typing import Any, TypeVar

from PySide6.QtCore import QObject, Qt, Signal

from defcat.catalogue import Catalogue
from defcat.errors import DefcatError, Interrupted
from defcat.translation import tr

TURN_S = 0.001
"""How long this thread may keep the interpreter from the GUI thread, a fifth of Python's own."""

QUIET_S = 0.3
"""How long nothing else was asked before a patient question is begun: nobody types."""

IDLE_S = 2.0
"""The same for an idle question: nobody works."""

_PATIENT = 3
"""From this rank on nobody waits."""

REST_S = 3.0
"""How long nothing at all is asked before the memory of the answers is given back."""

T = TypeVar("T")
Job = Callable[[Any], T]
"""What is asked: called with a connection on the reading thread, it gives plain data."""


@dataclass(frozen=True)
class _Question:
    ticket: int
    job: Job[Any]
    then: Callable[[Any], None]
    rank: int
    """0 gives way to nobody, 1 yields, 2 comes last, 3 is patient, 4 is idle."""

    @property
    def quiet(self) -> float:
        """Seconds for which nothing must have been asked before it."""
        return (0, 0, 0, QUIET_S, IDLE_S)[self.rank]


class Reader(QObject):
    """The reading thread of one catalogue. `failed` carries the DefcatError of a question."""

    failed = Signal(object)
    _answered = Signal(str, int, object, object)

    def __init__(self, catalogue: Catalogue, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._catalogue = catalogue
        self._ready = threading.Condition()
        self._waiting: dict[str, _Question] = {}
        self._latest: dict[str, int] = {}
        self._running: tuple[str, Any] | None = None
        self._rank = 0
        self._asked = -IDLE_S
        self._stopping = False
        self._answered.connect(self._deliver, Qt.ConnectionType.QueuedConnection)
        sys.setswitchinterval(TURN_S)
        self._thread = threading.Thread(target=self._work, name="reader", daemon=True)
        self._thread.start()

    def ask(
        self,
        channel: str,
        job: Job[T],
        then: Callable[[T], None],
        *,
        patient: bool = False,
        yields: bool = False,
        last: bool = False,
        idle: bool = False,
    ) -> None:
        """Run `job` on the reading thread and give its answer to `then` on the GUI thread."""
        rank = 4 if idle else _PATIENT if patient else 2 if last else int(yields)
        with self._ready:
            ticket = self._latest.get(channel, 0) + 1
            self._latest[channel] = ticket
            if rank < _PATIENT:
                self._asked = monotonic()
            self._waiting.pop(channel, None)
            self._waiting[channel] = _Question(ticket, job, then, rank)
            self._interrupt(channel)
            if self._running and self._rank > rank:
                self._catalogue.interrupt(self._running[1])
            self._ready.notify()

    def cancel(self, channel: str) -> None:
        """No longer want what was asked on `channel`."""
        with self._ready:
            self._latest[channel] = self._latest.get(channel, 0) + 1
            self._waiting.pop(channel, None)
            self._interrupt(channel)

    def busy(self) -> bool:
        """Whether any question waits or is under way."""
        with self._ready:
            return bool(self._waiting) or self._running is not None

    def is_idle(self) -> bool:
        """Whether nobody has asked anything for so long that idle questions are answered."""
        with self._ready:
            under_way = self._running is not None and self._rank < _PATIENT
            return not under_way and monotonic() >= self._asked + IDLE_S

    def stop(self) -> None:
        """End the thread; nothing is delivered afterwards."""
        with self._ready:
            self._stopping = True
            self._latest = dict.fromkeys(self._latest, -1)
            self._waiting.clear()
            if self._running:
                self._catalogue.interrupt(self._running[1])
            self._ready.notify()
        self._thread.join()

    def _interrupt(self, channel: str) -> None:
        if self._running and self._running[0] == channel:
            self._catalogue.interrupt(self._running[1])

    def _work(self) -> None:
        rested = True
        while True:
            with self._ready:
                tired = not rested and self._lies_idle()
                while not (tired or self._stopping) and (left := self._left()) != 0:
                    self._ready.wait(left)
                if self._stopping:
                    return
                channel, question = ("", None) if tired else self._next()
            rested = question is None
            if question is None:
                self._rest()
                continue
            answer: object
            receiver: Callable[[Any], object]
            try:
                answer, receiver = self._run(channel, question), question.then
            except Interrupted:
                self._put_back(channel, question)
                continue
            except DefcatError as error:
                answer, receiver = error, self.failed.emit
            except Exception as error:  # noqa: BLE001 - a defect: raised again on the GUI thread
                answer, receiver = error, _raise
            self._answered.emit(channel, question.ticket, answer, receiver)

    def _lies_idle(self) -> bool:
        """Wait for a while; whether nothing was asked meanwhile."""
        return not (self._waiting or self._stopping or self._ready.wait(REST_S))

    def _rest(self) -> None:
        """Give back the memory that answers took: a list of a million records takes much."""
        with suppress(DefcatError):  # whoever asks next is told
            self._catalogue.rest()

    def _left(self) -> float | None:
        """Seconds for which no question may begin; None until another is asked."""
        if not self._waiting:
            return None
        quiet = min(question.quiet for question in self._waiting.values())
        return max(0.0, self._asked + quiet - monotonic()) if quiet else 0

    def _next(self) -> tuple[str, _Question]:
        """The question to be answered now: the newest one, which is what somebody looks at."""
        first = min(question.rank for question in self._waiting.values())
        channel = [name for name, one in self._waiting.items() if one.rank == first][-1]
        question = self._waiting.pop(channel)
        self._rank = question.rank
        return channel, question

    def _require_turn(self, channel: str, question: _Question) -> None:
        """Raise Interrupted where something came, while reading was begun, that it gives way to."""
        wanted = self._latest.get(channel) == question.ticket
        if not wanted or any(one.rank < question.rank for one in self._waiting.values()):
            raise Interrupted(tr("The search was stopped."))

    def _put_back(self, channel: str, question: _Question) -> None:
        """Let a question that gave way wait for its turn again, if it is still wanted."""
        with self._ready:
            still = self._latest.get(channel) == question.ticket
            if question.rank and still and not self._stopping:
                self._waiting[channel] = question

    def _run(self, channel: str, question: _Question) -> Any:
        with self._catalogue.read() as connection:
            with self._ready:
                self._require_turn(channel, question)
                self._running = (channel, connection)
            try:
                return question.job(connection)
            finally:
                with self._ready:
                    self._running = None

    def _deliver(
        self, channel: str, ticket: int, answer: object, receiver: Callable[[object], None]
    ) -> None:
        if self._latest.get(channel) == ticket:
            receiver(answer)


def _raise(error: object) -> None:
    assert isinstance(error, Exception)
    raise error
