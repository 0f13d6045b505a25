#!/bin/sh
# Temporal's two databases on PostgreSQL. SQL_* say where; see temporal-sql-tool --help.
set -eu
for pair in temporal:temporal temporal_visibility:visibility; do
  database=${pair%%:*} schema=postgresql/v12/${pair##*:}
  temporal-sql-tool --database "$database" create-database
  # Setting up takes the schema's version back to 0.0: only where an update finds none yet.
  if ! temporal-sql-tool --database "$database" update-schema --schema-name "$schema"; then
    temporal-sql-tool --database "$database" setup-schema --version 0.0
    temporal-sql-tool --database "$database" update-schema --schema-name "$schema"
  fi
done
