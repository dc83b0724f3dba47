"""Bring a file to today's schema, in one transaction."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine

from defcat.storage.file import SCHEMA


def upgrade(engine: Engine) -> None:
    """Run what is missing on `engine`; a failure leaves the file as it was."""
    with engine.execution_options(write=True).begin() as connection:
        upgrade_connection(connection)


def upgrade_connection(connection: Connection) -> None:
    """Run what is missing on `connection`, inside its transaction."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
    connection.exec_driver_sql(f"PRAGMA user_version = {SCHEMA}")
