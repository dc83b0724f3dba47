"""Memory that reading took and needs no longer, given back."""

import ctypes
import sys

from sqlalchemy import Connection


def shrink(connection: Connection) -> None:
    """Let go of the pages of the file that SQLite holds for `connection`; it reads them anew."""
    connection.exec_driver_sql("PRAGMA shrink_memory")


def give_back() -> None:
    """Give the system what memory is free.

    The C library of Linux keeps what lies below memory in use: after a list of a million records
    was sorted, tens of megabytes.
    """
    if sys.platform == "linux":
        trim = getattr(ctypes.CDLL(None), "malloc_trim", None)  # not every C library has it
        if trim is not None:
            trim(0)
