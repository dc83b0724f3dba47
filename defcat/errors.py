"""Expected failures: what happened, and what to do next.

Every failure a person can meet is a `DefcatError`. Its two sentences are written for that person:
`what` says what happened, `fix` says what to do next. Anything else that is raised is a defect and
goes to the crash report.
"""

LONGEST = 800
"""Characters of a sentence: it may quote a value, which may be of any length."""


def _readable(sentence: str) -> str:
    """The beginning and the end of a sentence that is too long to be read."""
    if len(sentence) <= LONGEST:
        return sentence
    half = LONGEST // 2
    return f"{sentence[:half]} … {sentence[-half:]}"


class DefcatError(Exception):
    """An expected failure; as text, both its sentences.

    `what`: one sentence, translated, saying what happened.
    `fix`: one sentence, translated, saying what the person can do next (may be empty).
    """

    def __init__(self, what: str, fix: str = "") -> None:
        self.what = _readable(what)
        self.fix = _readable(fix)
        super().__init__(f"{self.what} {self.fix}".strip())


class InputError(DefcatError):
    """A value, a query, a row or a command that cannot be read as it stands."""


class NotADate(InputError):
    """A text in the place of a date or of a length of time that is neither."""


class NotFound(DefcatError):
    """A record, a file, a profile or a brief that was named and is not there."""


class FileProblem(DefcatError):
    """A file that cannot be opened, read or written."""


class NotACatalogue(FileProblem):
    """A file that exists and is not a defcat catalogue."""


class Damaged(NotACatalogue):
    """A catalogue, or what is left of one, that cannot be read whole."""


class Tampered(NotACatalogue):
    """A catalogue into which another program put what could run: it is not opened."""


class NeedsPassphrase(FileProblem):
    """A file that is encrypted, as far as can be told, and was opened without a passphrase."""


class WrongPassphrase(FileProblem):
    """A file that the passphrase given does not open."""


class NewerVersion(FileProblem):
    """A catalogue written by a newer version of defcat."""


class LockedByAnother(FileProblem):
    """A catalogue that somebody else has open for writing."""


class FileGone(FileProblem):
    """A catalogue that is open and whose file is not, or no longer, the one of its name."""


class Overwritten(FileGone):
    """A catalogue that is open, and into whose file another program has written."""


class Refused(DefcatError):
    """Something understood that a rule of the catalogue does not allow."""


class Interrupted(DefcatError):
    """A read that was stopped because its answer is no longer wanted, or a change that was."""
