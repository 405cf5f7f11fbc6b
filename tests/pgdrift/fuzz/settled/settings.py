"""What a connection starts with."""

from tests.pgdrift.fuzz.settled.case import Case

CASES = [
    Case(
        "a setting whose list has an empty element",
        """ALTER DATABASE {database} SET search_path = '';
        ALTER DATABASE {database} SET temp_tablespaces = '';
        ALTER ROLE fuzz_owner IN DATABASE {database} SET search_path = '', public, "$user", 'a, "b''s', 'c\\d';
        ALTER ROLE "fuzz Role" IN DATABASE {database} SET session_preload_libraries = '$libdir/auto_explain'""",
        """ALTER DATABASE {database} SET search_path = public; ALTER DATABASE {database} RESET temp_tablespaces;
        ALTER ROLE fuzz_owner IN DATABASE {database} SET search_path = '';
        ALTER ROLE "fuzz Role" IN DATABASE {database} SET session_preload_libraries = ''""",
    ),
    Case(
        "a setting that is a list of words",
        """ALTER DATABASE {database} SET createrole_self_grant = 'set,inherit';
        ALTER ROLE fuzz_owner IN DATABASE {database} SET createrole_self_grant = 'set', 'inherit'""",
        "ALTER DATABASE {database} SET createrole_self_grant = ''",
        since=16,
    ),
]
