"""A database URL means to us, to psycopg and to SQLAlchemy what it means to psql, and keeps its secret."""

import copy
import logging
import traceback
from dataclasses import FrozenInstanceError
from urllib.parse import quote

import pytest
import sqlalchemy
from hypothesis import given
from hypothesis import strategies as st
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from pgdrift.database_url import DatabaseURL
from pgdrift.database_url_syntax import WELL_KNOWN
from pgdrift.errors import PgdriftError

SECRET = "hunter2-correct-horse"


def through_sqlalchemy(url: DatabaseURL) -> dict[str, str]:
    """The parameters that reach libpq when SQLAlchemy connects."""
    made = url.sqlalchemy()
    arguments, options = sqlalchemy.create_engine(made).dialect.create_connect_args(made)
    assert arguments in ([], [""])
    return conninfo_to_dict(make_conninfo("", **{k: v for k, v in options.items() if k != "context"}))


# What it means

SAME_TO_PSQL = [
    "postgresql://",
    "postgres://",
    "postgresql://ann@db.example.org:5433/board",
    "postgresql://ann:secret@db.example.org/board?sslmode=verify-full&sslrootcert=/etc/ca.pem",
    "postgresql://db.example.org",
    "postgresql://db.example.org/",
    "postgresql://:5433/board",
    "postgresql:///board",
    "postgresql:///board?host=/var/run/postgresql&port=5433",
    "postgresql://ann@%2Fvar%2Frun%2Fpostgresql/board",
    "postgresql://ann@%2Fvar%2Frun%2Fpostgresql:5433/board",
    "postgresql:///board?host=@abstract",
    "postgresql://ann@[::1]/board",
    "postgresql://ann@[2001:db8::1234]:5433/board",
    "postgresql://ann@[fe80::1%25eth0]/board",
    "postgresql://a:1,b:2,c:3/board?target_session_attrs=read-write",
    "postgresql://a:1,b,[::1]:3/board",
    "postgresql://a,b/board?port=5433",
    "postgresql:///board?host=a,b&port=1,2&load_balance_hosts=random",
    "postgresql://ann:p%40ss%2Fw%3Ard%23%3F%25@h/b%20oard",
    "postgresql://ann:a:b@h/board",
    "postgresql://%C3%B6:%E2%82%AC@h/%F0%9F%98%80",
    "postgresql://h/board?user=ann&password=secret&dbname=other",
    "postgresql://:secret@h/board",
    "postgresql://h/board?options=-c%20search_path%3Dx%20-c%20lock_timeout%3D5s&application_name=me",
    "postgresql://h/board?passfile=/home/ann/my%20pass&connect_timeout=3",
    "postgresql://h/board?ssl=true",
    "postgresql://?service=production",
    "postgresql://h:/board",
]


@pytest.mark.parametrize("text", SAME_TO_PSQL)
def test_it_means_what_it_means_to_psql(text: str) -> None:
    meant = conninfo_to_dict(text.replace("postgres://", "postgresql://"))
    url = DatabaseURL.parse(text)
    assert conninfo_to_dict(url.conninfo()) == meant
    assert with_every_port(conninfo_to_dict(url.revealed)) == with_every_port(meant)
    assert with_every_port(through_sqlalchemy(url)) == with_every_port(meant)
    assert DatabaseURL.parse(url.revealed).revealed == url.revealed


def with_every_port(meant: dict[str, str]) -> dict[str, str]:
    """One port for several hosts is the port of each of them: SQLAlchemy wants that written out."""
    hosts, ports = meant.get("host", "").split(","), meant.get("port", "").split(",")
    return {**meant, "port": ",".join(ports * len(hosts))} if len(ports) == 1 < len(hosts) else meant


@pytest.mark.parametrize(
    ("text", "like"),
    [
        ("postgresql+psycopg://ann@h/b", "postgresql://ann@h/b"),
        ("postgresql+psycopg_async://ann@h/b", "postgresql://ann@h/b"),
        ("POSTGRESQL://ann@h/b", "postgresql://ann@h/b"),
        ("?service=production", "postgresql://?service=production"),
        ("postgresql:///b?host=a:1&host=b:2", "postgresql://a:1,b:2/b"),
        ("postgresql:///b?host=a&host=b:2", "postgresql:///b?host=a,b&port=,2"),
    ],
)
def test_what_psql_does_not_know_but_others_write(text: str, like: str) -> None:
    assert DatabaseURL.parse(text) == DatabaseURL.parse(like)


def test_an_at_sign_in_an_option_is_just_that() -> None:
    for text in ("postgresql://h/b?application_name=a@b", "postgresql://h?application_name=a@b"):
        assert DatabaseURL.parse(text).options == {"application_name": "a@b"}


TEXT = st.text(st.characters(exclude_characters="\0", exclude_categories=("Cs",)), min_size=1, max_size=30)
HOSTS = st.sampled_from(
    ["", "localhost", "db.example.org", "10.0.0.1", "[::1]", quote("/tmp/a b,c"[:8], safe="")]
)


@given(user=TEXT, password=TEXT, database=TEXT, host=HOSTS, port=st.none() | st.integers(1, 65535))
def test_whatever_is_percent_encoded_comes_through(
    user: str, password: str, database: str, host: str, port: int | None
) -> None:
    def encoded(part: str) -> str:
        return quote(part, safe="")

    place = f"{host}{f':{port}' if port else ''}/{encoded(database)}"
    text = f"postgresql://{encoded(user)}:{encoded(password)}@{place}"
    url = DatabaseURL.parse(text)
    meant = conninfo_to_dict(text)
    assert (url.user, url.database, url.port) == (user, database, port)
    assert conninfo_to_dict(url.conninfo()) == meant == conninfo_to_dict(url.revealed)
    assert through_sqlalchemy(url) == meant
    assert DatabaseURL.parse(url.revealed) == url


@given(user=TEXT, host=HOSTS, secret=st.text("abcXYZ/@:#?%'\"\\ ä", min_size=12, max_size=40))
def test_the_password_is_in_nothing_that_is_shown(user: str, host: str, secret: str) -> None:
    # A mark that cannot occur in the other parts, and every character that URLs and shells trip over.
    password = f"{SECRET}{secret}"
    url = DatabaseURL.parse(f"postgresql://{quote(user, safe='')}:{quote(password, safe='')}@{host}/board")
    url = url.replace(sslpassword=password)
    for shown in (
        str(url),
        repr(url),
        url.shown,
        f"{url}",
        f"{url!r}",
        repr([url]),
        repr(url.options),
        repr(url.sqlalchemy().set(query={})),
    ):
        assert SECRET not in shown
    assert conninfo_to_dict(url.conninfo())["password"] == password


def test_unknown_options_of_this_libpq_are_looked_up_and_known_ones_are_its() -> None:
    for name in WELL_KNOWN:
        assert conninfo_to_dict(f"postgresql://?{name}=1")


# Other spellings


def test_env_keeps_the_url_out_of_the_arguments(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PRODUCTION", f"postgresql://ann:{SECRET}@h/b")
    url = DatabaseURL.parse("env:PRODUCTION", source="--database-url")
    assert url == DatabaseURL.parse(f"postgresql://ann:{SECRET}@h/b")
    with pytest.raises(PgdriftError, match=r"--database-url refers to .*'STAGING', which is not set"):
        DatabaseURL.parse("env:STAGING", source="--database-url")
    monkeypatch.setenv("PRODUCTION", "mysql://h")
    with pytest.raises(PgdriftError, match="environment variable PRODUCTION is for mysql"):
        DatabaseURL.parse("env:PRODUCTION")


# Changing parts


def test_another_user_does_not_get_this_ones_password() -> None:
    url = DatabaseURL.parse(f"postgresql://ann:{SECRET}@h:1/b?sslmode=require")
    assert url.replace(database="c").revealed == f"postgresql://ann:{SECRET}@h:1/c?sslmode=require"
    assert url.replace(user="bob").revealed == "postgresql://bob@h:1/b?sslmode=require"
    assert url.replace(user="ann").revealed == url.revealed
    assert url.replace(host="/tmp", port=2, sslmode="disable").host == "/tmp"
    assert url.revealed == f"postgresql://ann:{SECRET}@h:1/b?sslmode=require"


def test_it_is_a_value() -> None:
    url = DatabaseURL.parse("postgresql://ann:secret@h/b")
    assert {url: 1}[copy.deepcopy(url)] == 1
    assert url != url.replace(database="c")
    with pytest.raises(FrozenInstanceError):
        url.source = "x"  # type: ignore[misc]


# What is refused

BAD = [
    ("", "is empty"),
    ("   ", "is empty"),
    (f" postgresql://ann:{SECRET}@h/b", "white space before or after"),
    (f"postgresql://ann:{SECRET}@h/b\n", "white space before or after"),
    (f"postgresql://ann:{SECRET} x@h/b", "white space or a control"),
    (f"postgresql://ann:{SECRET}\0@h/b", "NUL"),
    (f"postgresql://ann:{SECRET}\ud800@h/b", "control character"),
    (f"postgresql://ann:{SECRET}%00@h/b", "NUL"),
    (f"ann:{SECRET}@h/b", "no scheme"),
    (f"host=h password={SECRET}", "no scheme|white space"),
    (f"mysql://ann:{SECRET}@h/b", "is for mysql"),
    (f"http://ann:{SECRET}@h/b", "is for http,"),
    (f"postgresql:/ann:{SECRET}@h/b", "no scheme"),
    (f"postgresql+asyncpg://ann:{SECRET}@h/b", r"driver that is not used here \(postgresql\+asyncpg\)"),
    (f"postgresql+psycopg2://ann:{SECRET}@h/b", "driver that is not used here"),
    (f"{SECRET}://ann@h/b", "begins with another"),
    (f"postgresql://ann:{SECRET}#@h/b", "unescaped #.*%23"),
    (f"postgresql://ann:@{SECRET}@h/b", "ends the password.*%40"),
    (f"postgresql://ann:x/{SECRET}@h/b", "ends the password.*%2F"),
    (f"postgresql://ann:x?{SECRET}@h/b", "ends the password.*%3F"),
    (f"postgresql://ann:x?{SECRET}=1@h/b", "ends the password.*%3F"),
    (f"postgresql://ann:{SECRET}%@h/b", "two hexadecimal digits"),
    (f"postgresql://ann:{SECRET}%zz@h/b", "two hexadecimal digits"),
    (f"postgresql://ann:{SECRET}%ff@h/b", "not UTF-8"),
    (f"postgresql://ann:{SECRET}@h:0/b", "port that is not a number"),
    (f"postgresql://ann:{SECRET}@h:65536/b", "port that is not a number"),
    (f"postgresql://ann:{SECRET}@h:\u0665/b", "port that is not a number"),
    (f"postgresql://ann:{SECRET}", "port that is not a number"),
    (f"postgresql://ann:{SECRET}@h:x/b", "port that is not a number"),
    (f"postgresql://ann:{SECRET}@::1/b", "IPv6 address goes in brackets"),
    (f"postgresql://ann:{SECRET}@[::1/b", "IPv6 address goes in brackets"),
    (f"postgresql://ann:{SECRET}@a:1,b:2/b?port=1,2,3", "3 ports"),
    (f"postgresql://ann:{SECRET}@h/b?sslmod=require", "named sslmod .*Did you mean sslmode"),
    (f"postgresql://ann:{SECRET}@h/b?zzz=1", "Parameter Key Words"),
    (f"postgresql://ann@h/b?{SECRET}=1", "does not know"),
    (f"postgresql://ann@h/b?{SECRET}", "option without a value"),
    (f"postgresql://ann:{SECRET}@h/b?sslmode=require&sslmode=disable", "sslmode twice"),
]


@pytest.mark.parametrize(("text", "reason"), BAD)
def test_what_cannot_be_right_is_refused_in_one_paragraph_without_the_secret(
    text: str, reason: str, caplog: pytest.LogCaptureFixture
) -> None:
    with (
        caplog.at_level(logging.DEBUG),
        pytest.raises(PgdriftError, match=f"^MY_URL .*({reason})") as refused,
    ):
        DatabaseURL.parse(text, source="MY_URL")
    error = refused.value
    assert "\n" not in str(error)
    assert error.__cause__ is None
    assert error.__context__ is None
    assert SECRET not in "".join(traceback.format_exception(error)).replace(repr(text), "")
    assert SECRET not in caplog.text
