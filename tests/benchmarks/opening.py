"""What opens a catalogue whose passphrase a process was given as a word."""

from defcat.storage.key import Secret


def secret_of(key: str | None) -> Secret | None:
    """What opens a catalogue with the passphrase `key`; None for one without."""
    return Secret(key) if key else None
