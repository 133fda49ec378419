"""What Alembic runs: the migrations, within the transaction that was begun for them."""

from alembic import context

from praxis_chain.store.engine import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata, transactional_ddl=True)
with context.begin_transaction():
    context.run_migrations()
