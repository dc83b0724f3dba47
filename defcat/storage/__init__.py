"""The file: engine, lock, full-text table and migrations. SQL that only SQLite knows lives here."""
