"""Statements that would take a transaction out of the tenant session's hands, refused before they are sent.

This catches mistakes and the plain forms of injection, not every attack: SQL can build a statement while it
runs, as a DO block does, and nobody can tell from its text. What holds against that is the login, which can
become nobody else, and the proof of role and tenant at the end of every transaction.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import Any

from boardofone.refusal import TenantRefused
from boardofone.sql_tokens import Kind, Token, statements, tokens
from schema.tenant import TENANT_SETTING

_IDENTITY = ("role", "session_authorization", TENANT_SETTING)
# Without any of these in it, a statement is told by the words that it begins with.
_ANYWHERE = ("set_config", "pg_settings", "u&")
_BEGINNING = 12  # tokens: more than the longest command that matters
_LONGEST_REMEMBERED = 10_000  # characters: statements written for one time only would fill the memory


@dataclass(frozen=True)
class _Judgement:
    switches: bool = False
    ends: bool = False
    setting_parameters: tuple[str, ...] = ()  # those that give set_config the name of the setting

    def __or__(self, other: "_Judgement") -> "_Judgement":
        return _Judgement(
            self.switches or other.switches,
            self.ends or other.ends,
            self.setting_parameters + other.setting_parameters,
        )


_HARMLESS = _Judgement()


def refuse(statement: str, parameters: Any) -> None:
    """Raise TenantRefused when `statement` changes role or tenant, or begins or ends a transaction.

    `statement` is as the driver gets it, of one or more parts, and `parameters` are what goes with it.
    """
    judgement = _remembered(statement) if len(statement) <= _LONGEST_REMEMBERED else _judge(statement)
    if judgement is _HARMLESS:  # as nearly all are
        return
    if judgement.ends:
        raise TenantRefused(
            "A tenant session begins and ends its transactions itself, because each must begin by naming the "
            "tenant. Use the session's commit, rollback and begin_nested instead of SQL text."
        )
    if judgement.switches or any(
        isinstance(value, str) and value.lower() in _IDENTITY
        for name in judgement.setting_parameters
        for value in _values(parameters, name)
    ):
        raise TenantRefused(
            f"A tenant session keeps the tenant it was opened for: role and {TENANT_SETTING} cannot be "
            "changed in it, all settings cannot be reset at once, and set_config takes the name of another "
            "setting as a plain literal or parameter only. Open another tenant_session for another user, "
            "after this one or beside it."
        )


def _judge(text: str) -> _Judgement:
    folded = text.lower()
    if ";" not in text.rstrip("; \n") and not any(word in folded for word in _ANYWHERE):
        return _command(list(islice(tokens(text), _BEGINNING)))  # an INSERT of many rows is long
    judgement = _HARMLESS
    for statement in statements(text):
        judgement |= _command(statement) | _calls(statement)
    return judgement


_remembered = lru_cache(maxsize=1024)(_judge)


def _command(statement: Sequence[Token]) -> _Judgement:
    """What the words that a statement begins with tell."""
    match _keywords(statement):
        case ["rollback", "to", *_] | ["rollback", "work" | "transaction", "to", *_]:
            return _HARMLESS
        case ["begin" | "commit" | "end" | "abort" | "rollback", *_] | [
            "start" | "prepare",
            "transaction",
            *_,
        ]:
            return _Judgement(ends=True)
        case ["discard" | "reset", "all", *_]:
            return _Judgement(switches=True)
        case ["set" | "reset", "local" | "session", following, *_] if following != "authorization":
            return _Judgement(switches=_names_identity(statement[2:]))
        case ["set" | "reset", *_]:
            return _Judgement(switches=_names_identity(statement[1:]))
    return _HARMLESS


def _keywords(statement: Sequence[Token]) -> list[str]:
    """The first words, for as long as they are no quoted names; a token of another kind counts as ""."""
    return [token.text if token.kind is Kind.WORD else "" for token in statement[:4]]


def _names_identity(target: Sequence[Token]) -> bool:
    """Whether SET or RESET, of which `target` follows, means role or tenant, or hides what it means."""
    if _keywords(target)[:2] == ["session", "authorization"]:
        return True
    name = ""
    for token in target:
        if token.kind is Kind.OBSCURED:
            return True
        if name and not name.endswith(".") and token.text != ".":
            break
        if token.kind not in (Kind.WORD, Kind.NAME) and token.text != ".":
            break
        name += token.text
    return name.lower() in _IDENTITY


def _calls(statement: Sequence[Token]) -> _Judgement:
    """What calls of set_config anywhere in a statement tell, and writing to the view that calls it."""
    judgement = _HARMLESS
    for place, token in enumerate(statement):
        if token.kind is Kind.WORD and token.text == "update":
            written = [each.text.lower() for each in statement[place + 1 : place + 5]]
            judgement |= _Judgement(switches="pg_settings" in written)
        elif statement[place + 1 : place + 2] != [_OPENING]:
            continue
        elif token.kind is Kind.OBSCURED and token.text[-1:] == '"':
            judgement |= _Judgement(switches=True)
        elif token.kind in (Kind.WORD, Kind.NAME) and token.text.lower() == "set_config":
            judgement |= _call(_first_argument(statement[place + 2 :]))
    return judgement


_OPENING = Token(Kind.SYMBOL, "(")


def _first_argument(following: Sequence[Token]) -> list[Token]:
    depth = 0
    argument: list[Token] = []
    for token in following:
        if token.kind is Kind.SYMBOL:
            if depth == 0 and token.text in (",", ")"):
                break
            depth += {"(": 1, ")": -1}.get(token.text, 0)
        argument.append(token)
    return argument


def _call(argument: Sequence[Token]) -> _Judgement:
    match argument:
        # SQLAlchemy casts the parameters it writes.
        case [only] | [only, Token(Kind.SYMBOL, ":"), Token(Kind.SYMBOL, ":"), Token(Kind.WORD)]:
            if only.kind is Kind.PARAMETER:
                return _Judgement(setting_parameters=(only.text,))
            return _Judgement(switches=only.kind is not Kind.LITERAL or only.text.lower() in _IDENTITY)
    return _Judgement(switches=True)


def _values(parameters: Any, name: str) -> Iterable[Any]:
    """What the parameter `name` may be; every value there is when the parameters have no names."""
    if isinstance(parameters, Mapping):
        yield parameters.get(name)
    elif isinstance(parameters, list | tuple):
        for value in parameters:
            yield from _values(value, name) if isinstance(value, Mapping | list | tuple) else (value,)
