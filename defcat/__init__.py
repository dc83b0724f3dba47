"""The catalogue, without a screen: records, rules, storage, search, exchange and briefs."""

__version__ = "0.1.0"
