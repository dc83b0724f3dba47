"""Alembic migrations, from the first schema to today's."""
