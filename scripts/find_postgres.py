"""Prints the address of a PostgreSQL on this machine that lets us make databases, or nothing."""

import getpass

import psycopg

for user in (getpass.getuser(), "postgres"):
    url = f"postgres://{user}@127.0.0.1:5432/postgres"
    try:
        with psycopg.connect(url, connect_timeout=2) as connection:
            may = connection.execute(
                "SELECT rolcreatedb OR rolsuper FROM pg_roles WHERE rolname = current_user"
            ).fetchone()
    except psycopg.Error:
        continue
    if may and may[0]:
        print(url)
        break
