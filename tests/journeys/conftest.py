"""The officer whose journeys these are."""

from tests.window import desk_officer, made_sample, officer, own_backups

__all__ = ["desk_officer", "made_sample", "officer", "own_backups"]
