"""What Alembic runs: the migrations, on the connection that it is given."""

from alembic import context

from defcat.model import METADATA

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    render_as_batch=True,
    transactional_ddl=False,  # the caller's transaction spans all of it
)
context.run_migrations()
