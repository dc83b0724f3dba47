"""Long work in shares, each in a process of its own, as many at a time as there are processors."""

import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from multiprocessing import get_context
from typing import Any, TypeVar

from tests.torture.quick import quick_keys

T = TypeVar("T")


def shared(task: Callable[..., T], shares: Iterable[tuple[Any, ...]]) -> Iterator[T]:
    """What `task` answers to each of `shares`, in whatever order it is done."""
    anew = get_context("spawn")  # nothing that is open here
    with ProcessPoolExecutor(os.cpu_count(), anew, initializer=quick_keys) as pool:
        for done in as_completed([pool.submit(task, *share) for share in shares]):
            yield done.result()


def split(whole: int, size: int) -> list[int]:
    """Shares of `size`, and one with what is left over."""
    rest = [whole % size] if whole % size else []
    return [size] * (whole // size) + rest
