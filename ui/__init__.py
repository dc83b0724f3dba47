"""The window. It knows defcat, and neither SQLAlchemy, nor sqlite, nor reportlab.

From its own import on, PySide reads the source of each module that is imported, to see whether it
might ask for other names of Qt's methods (`from __feature__ import …`), and Python keeps all that
was read: 20 MB, and a tenth of a second. Nobody here asks, so imports are Python's own again.
"""

import builtins

import PySide6  # noqa: F401 - imported for its effect: it takes the place of Python's import

builtins.__import__ = vars(builtins).get("__orig_import__", builtins.__import__)
