//! Transactions on SQLite or PostgreSQL, migrations, jobs and leases, outbox, approvals, posts and tasks.
