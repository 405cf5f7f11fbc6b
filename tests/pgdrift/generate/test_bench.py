"""What is asked about a table at every step costs the same however many other tables there are."""

from pgdrift.database_url import DatabaseURL
from pgdrift.generate.bench import FILES

MANY = """
DO $$ BEGIN
    FOR n IN 1..300 LOOP EXECUTE format('CREATE TABLE t%s (id integer PRIMARY KEY)', n); END LOOP;
END $$
"""


def test_the_files_of_a_table_are_found_without_reading_all_of_the_catalog(
    empty_database: DatabaseURL,
) -> None:
    with empty_database.connect(autocommit=True) as connection:

        def pages() -> int:
            explained = connection.execute(
                f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {FILES}".encode(), {"table": "public.wanted"}
            )
            ((plan,),) = explained.fetchall()
            read = plan[0]["Plan"]
            return int(read["Shared Hit Blocks"]) + int(read["Shared Read Blocks"])

        connection.execute("CREATE TABLE wanted (id integer PRIMARY KEY, title text)")
        found = dict(connection.execute(FILES.encode(), {"table": "public.wanted"}).fetchall())
        assert set(found) == {"public.wanted", "wanted_pkey"}
        pages()  # the first reading of a connection also fills its caches
        before = pages()
        connection.execute(MANY.encode())
        pages()
        assert pages() <= before + 4
