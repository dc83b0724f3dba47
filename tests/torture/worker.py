"""A process that forks one child for each job, lets it go through a plan, and kills it.

`python -m tests.torture.worker` reads jobs from its input, a JSON document a line, and answers each
in a line. Everything is imported once, so that a kill costs a fraction of a second.
"""

import json
import mmap
import os
import select
import signal
import sys
import time
from dataclasses import asdict, dataclass
from pathlib import Path

from tests.torture import tracing
from tests.torture.hands import DATA, Hands, copied
from tests.torture.plans import Plan, every_plan
from tests.torture.quick import quick_keys

ACKNOWLEDGED = "state-acknowledged"
"""The file in which a child writes, on disk, each step that is done."""
FAILED = "state-failed"


@dataclass(frozen=True)
class Job:
    """Go through the plan of that name in `folder`, from the step `start` on.

    Killed after so many seconds, or before so many calls that write; or, with `keep`, not at all,
    but the state after each step is kept in a folder beside, named by how many steps are done.
    """

    plan: str
    folder: str
    start: int = 0
    after: float | None = None
    before_call: int | None = None
    keep: bool = False
    trace: bool = False


@dataclass(frozen=True)
class Done:
    """How a job ended: whether the child was `killed`, and `midway`, with a step begun that it had
    not acknowledged; how many `steps` it acknowledged.
    """

    killed: bool
    midway: bool
    steps: int
    seconds: float
    calls: int
    error: str = ""


def do(job: Job, plan: Plan) -> Done:
    """Fork a child for `job`, and be there when it ends."""
    folder = Path(job.folder)
    for name in (ACKNOWLEDGED, FAILED):
        (folder / name).unlink(missing_ok=True)
    traced = job.trace or job.before_call is not None
    begun = time.perf_counter()
    stepped = mmap.mmap(-1, mmap.PAGESIZE)  # which both see, and nothing is asked of the system
    child = os.fork()
    if not child:
        _child(job, plan, folder, traced, stepped)
    if traced:
        ran = tracing.run(child, job.before_call)
        status, calls = ran.status, ran.calls
    else:
        status, calls = _wait(child, job.after), 0
    seconds = time.perf_counter() - begun
    acknowledged, failed = folder / ACKNOWLEDGED, folder / FAILED
    steps = acknowledged.read_text().count("\n") if acknowledged.exists() else 0
    error = failed.read_text() if failed.exists() else ""
    killed = os.WIFSIGNALED(status)
    if not killed and status and not error:
        error = f"the child ended with {status}"
    midway = killed and stepped[0] > steps
    return Done(killed, midway, steps, seconds, calls, error)


def _child(job: Job, plan: Plan, folder: Path, traced: bool, stepped: mmap.mmap) -> None:
    """Be the child; it never comes back."""
    try:
        if traced:
            tracing.stand_still()
        _go_through(job, plan, folder, stepped)
        os._exit(0)
    except BaseException:  # noqa: BLE001 - whatever it was, the parent has to know
        import traceback

        (folder / FAILED).write_text(traceback.format_exc())
        os._exit(1)


def _go_through(job: Job, plan: Plan, folder: Path, stepped: mmap.mmap) -> None:
    os.environ["XDG_DATA_HOME"] = str(folder / DATA)
    hands = Hands(folder, plan.secrets)
    file = os.open(folder / ACKNOWLEDGED, os.O_CREAT | os.O_WRONLY | os.O_APPEND)
    for number, step in enumerate(plan.steps[job.start :], job.start):
        hands.minute = number
        stepped[0] += 1
        step(hands)
        os.write(file, b"%d\n" % number)
        os.fsync(file)
        if job.keep:
            copied(folder, folder.with_name(f"{folder.name}-{number + 1}"))
    hands.close()


def _wait(child: int, after: float | None) -> int:
    """Wait for the child, which is killed once so many seconds are over."""
    if after is not None:
        handle = os.pidfd_open(child)
        ended, _, _ = select.select([handle], [], [], after)
        os.close(handle)
        if not ended:
            os.kill(child, signal.SIGKILL)
    return os.waitpid(child, 0)[1]


def main() -> None:
    quick_keys()
    known = {plan.name: plan for plan in every_plan()}
    print(json.dumps({"traceable": tracing.traceable()}), flush=True)
    for line in sys.stdin:
        job = Job(**json.loads(line))
        print(json.dumps(asdict(do(job, known[job.plan]))), flush=True)


if __name__ == "__main__":
    main()
