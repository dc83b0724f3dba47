"""The officer whose journeys these are."""

from tests.window import desk_officer, made_sample, officer

__all__ = ["desk_officer", "made_sample", "officer"]
