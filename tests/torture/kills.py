"""Killing a program at work, again and again, and looking at what it leaves.

A plan is gone through once in peace, which tells the state after each of its steps. Then it is gone
through by children that are killed. What a killed child leaves is copied and opened: it must be in
the state after the last step that was acknowledged, or after the one that was under way, and in no
other. The next child goes on from what the killed one left, with its log as it was, so that what
mends a file is killed in the midst of it, too.
"""

import hashlib
import json
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path

from tests.core.making import ROOT
from tests.torture.hands import NAME, WHOLLY, copied, kept, left_behind, state_of
from tests.torture.plans import Plan, every_plan
from tests.torture.worker import Done, Job


@dataclass
class Figures:
    """What came of a plan: so many `kills`; of them `by_call` before a call of the system that
    writes, `midway` in a step that had begun and was not acknowledged.

    `corrupt`, `lost` and `half` count what must never be: files that are damaged, acknowledged
    changes that are not there, changes of which there is a part. `said` tells of each.
    """

    plan: str
    kills: int = 0
    by_call: int = 0
    midway: int = 0
    corrupt: int = 0
    lost: int = 0
    half: int = 0
    seconds: float = 0.0
    said: list[str] = field(default_factory=list)


class Worker:
    """The process that forks the children (`tests.torture.worker`)."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.torture.worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
        )
        self.traceable = bool(self._answer()["traceable"])

    def do(self, job: Job) -> Done:
        assert self._process.stdin is not None
        print(json.dumps(asdict(job)), file=self._process.stdin, flush=True)
        return Done(**self._answer())

    def close(self) -> None:
        self._process.communicate()

    def _answer(self) -> dict[str, object]:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError("the worker is gone")
        found: dict[str, object] = json.loads(line)
        return found


@contextmanager
def working() -> Iterator[Worker]:
    worker = Worker()
    try:
        yield worker
    finally:
        worker.close()


class Torture:
    """A plan under torture in `folder`."""

    def __init__(self, worker: Worker, plan: Plan, folder: Path, dice: random.Random) -> None:
        self._worker = worker
        self._plan = plan
        self._folder = folder / plan.name
        self._folder.mkdir()
        self._dice = dice
        self._begun = self._folder / "begun"
        self._begun.mkdir()
        plan.begin(self._begun)
        self._states, self._calls, self._seconds = self._in_peace()
        kept_in = [self._folder / f"kept-{number}" for number in range(len(plan.steps) + 1)]
        self._kept = [len(kept(each)) for each in kept_in]
        self._known: dict[str, str] = {}
        self._runs = 0

    def kill(self, figures: Figures, kills: int) -> None:
        """Kill so many children."""
        begun = time.perf_counter()
        most = figures.kills + kills
        while figures.kills < most:
            self._run(figures, most)
        figures.seconds += time.perf_counter() - begun

    def begin_in(self, folder: Path) -> Path:
        """A folder with what the plan begins with."""
        return Path(shutil.copytree(self._begun, folder))

    def found(self, figures: Figures, folder: Path, acknowledged: int) -> int | None:
        """How many steps the catalogue in `folder` has behind it; None where it is not as it must
        be, which the figures say.
        """
        copy = self._folder / "looked-at"
        shutil.rmtree(copy, ignore_errors=True)
        path = copied(folder, copy)
        try:
            state = state_of(path, self._plan.secrets)
        except Exception as error:  # noqa: BLE001 - whatever it is, the file did not open
            return self._say(figures, "corrupt", acknowledged, f"{type(error).__name__}: {error}")
        for steps in (acknowledged, acknowledged + 1):
            if self._states[steps : steps + 1] == [state]:
                break
        else:
            kind = "lost" if state in self._states[:acknowledged] else "half"
            return self._say(figures, kind, acknowledged, f"its state is {self._where(state)}")
        if problem := self._wrong_beside(copy, acknowledged):
            return self._say(figures, "corrupt", acknowledged, problem)
        if path.exists() and (names := left_behind(copy)):
            return self._say(figures, "half", acknowledged, f"left behind: {names}")
        return steps

    def _in_peace(self) -> tuple[list[str], int, float]:
        """The state after each number of steps, and what all of them take when nobody kills."""
        steps = len(self._plan.steps)
        peaceful = shutil.copytree(self._begun, self._folder / "kept")
        calls = self._must(
            Job(self._plan.name, str(peaceful), keep=True, trace=self._worker.traceable)
        ).calls
        copied(self._begun, self._folder / "kept-0")
        paths = [self._folder / f"kept-{number}" / NAME for number in range(steps + 1)]
        states = [state_of(path, self._plan.secrets, ()) for path in paths[:-1]]
        states += [state_of(paths[-1], self._plan.secrets, WHOLLY)]
        timed = shutil.copytree(self._begun, self._folder / "timed")
        seconds = self._must(Job(self._plan.name, str(timed))).seconds
        return states, calls, seconds

    def _must(self, job: Job) -> Done:
        done = self._worker.do(job)
        if done.error or done.killed or done.steps < len(self._plan.steps):
            raise RuntimeError(f"{self._plan.name} cannot be gone through: {done.error}")
        return done

    def _run(self, figures: Figures, most: int) -> None:
        """Go through the plan once, with a kill whenever the dice say so."""
        self._runs += 1
        folder = self.begin_in(self._folder / f"run-{self._runs}")
        start = 0
        while start < len(self._plan.steps) and figures.kills < most:
            job = self._next(figures, folder, start)
            done = self._worker.do(job)
            if done.error:
                self._say(figures, "half", start, f"going on failed: {done.error}")
                return
            if done.killed:
                figures.kills += 1
                figures.midway += done.midway
                figures.by_call += job.before_call is not None
            found = self.found(figures, folder, start + done.steps)
            if found is None:
                return
            start = found
        shutil.rmtree(folder)

    def _next(self, figures: Figures, folder: Path, start: int) -> Job:
        """What is done next; half of all kills are before a call that writes."""
        left = 1 - start / len(self._plan.steps)
        if self._calls and 2 * figures.by_call <= figures.kills:
            call = self._dice.randint(1, max(3, round(self._calls * left)))
            return Job(self._plan.name, str(folder), start, before_call=call)
        after = self._dice.uniform(0, self._seconds * left)
        return Job(self._plan.name, str(folder), start, after=after)

    def _wrong_beside(self, copy: Path, acknowledged: int) -> str:
        """What is wrong with the backups and the files replaced by them; empty where nothing is."""
        try:
            states = [self._state_of_kept(path) for path in kept(copy)]
        except Exception as error:  # noqa: BLE001 - whatever it is, a backup did not open
            return f"a backup does not open: {type(error).__name__}: {error}"
        if len(states) < self._kept[acknowledged]:
            return f"{len(states)} backups of {self._kept[acknowledged]}"
        strange = [state for state in states if state not in self._states]
        return f"{len(strange)} backups in a state that never was" if strange else ""

    def _state_of_kept(self, path: Path) -> str:
        """The state of a backup, which nobody writes: of the same bytes it is the same."""
        figure = hashlib.sha256(path.read_bytes()).hexdigest()
        if figure not in self._known:
            self._known[figure] = state_of(path, self._plan.secrets)
        return self._known[figure]

    def _where(self, state: str) -> str:
        return str(self._states.index(state)) if state in self._states else "none it ever had"

    def _say(self, figures: Figures, kind: str, acknowledged: int, what: str) -> None:
        setattr(figures, kind, getattr(figures, kind) + 1)
        figures.said.append(
            f"{self._plan.name}, run {self._runs}, {acknowledged} acknowledged: {what}"
        )


def torture(worker: Worker, folder: Path, plan: Plan, kills: int, seed: int) -> Figures:
    """Kill so many children that go through `plan`, in `folder`."""
    figures = Figures(plan.name)
    Torture(worker, plan, folder, random.Random(f"{seed} {plan.name}")).kill(figures, kills)
    return figures


def torture_named(name: str, folder: Path, kills: int, seed: int) -> Figures:
    """The same to the plan of that name, with a worker of its own."""
    [plan] = [each for each in every_plan() if each.name == name]
    with working() as worker:
        return torture(worker, folder, plan, kills, seed)


def shares(kills: int) -> list[tuple[str, int]]:
    """As many kills of each plan as of any other, but for what is left over."""
    names = [plan.name for plan in every_plan()]
    each, more = divmod(kills, len(names))
    return [(name, each + (place < more)) for place, name in enumerate(names)]
