"""Expected failures: what happened, and what to do next.

Every failure a person can meet is a `DefcatError`. Its two sentences are written for that person:
`what` says what happened, `fix` says what to do next. Anything else that is raised is a defect and
goes to the crash report.
"""


class DefcatError(Exception):
    """An expected failure; as text, both its sentences.

    `what`: one sentence, translated, saying what happened.
    `fix`: one sentence, translated, saying what the person can do next (may be empty).
    """

    def __init__(self, what: str, fix: str = "") -> None:
        super().__init__(f"{what} {fix}".strip())
        self.what = what
        self.fix = fix


class InputError(DefcatError):
    """A value, a query, a row or a command that cannot be read as it stands."""


class NotFound(DefcatError):
    """A record, a file, a profile or a brief that was named and is not there."""


class FileProblem(DefcatError):
    """A file that cannot be opened, read or written."""


class NotACatalogue(FileProblem):
    """A file that exists and is not a defcat catalogue."""


class NeedsPassphrase(FileProblem):
    """A file that is encrypted, as far as can be told, and was opened without a passphrase."""


class WrongPassphrase(FileProblem):
    """A file that the passphrase given does not open."""


class NewerVersion(FileProblem):
    """A catalogue written by a newer version of defcat."""


class LockedByAnother(FileProblem):
    """A catalogue that somebody else has open for writing."""


class Refused(DefcatError):
    """Something understood that a rule of the catalogue does not allow."""


class Interrupted(DefcatError):
    """A read that was stopped because its answer is no longer wanted, or a change that was."""
