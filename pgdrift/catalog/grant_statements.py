"""GRANT and REVOKE as a careful person writes them: one of each for an object and a role."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from pgdrift.catalog.comparison import Comparison
from pgdrift.catalog.fact import Difference, Fact, Key, frozen
from pgdrift.catalog.passed_on import collapsed
from pgdrift.catalog.statement import Phase, Statement

_ORDER = ("SELECT", "INSERT", "UPDATE", "DELETE")
# Names of these may be names of others as well: a type's that of a sequence.
NAMED_WITH_KIND = ("schema", "language", "foreign_data_wrapper", "foreign_server", "type")


def label_of(kind: str, name: str) -> str:
    """What a grant calls the object that it is on: public.votes, schema public."""
    return f"{kind.replace('_', ' ')} {name}" if kind in NAMED_WITH_KIND else name


def object_of(grant: str) -> str:
    """The object that a grant of this name is on, as SQL calls it."""
    label = grant.rpartition(" to ")[0]
    for kind in NAMED_WITH_KIND:
        label = label.removeprefix(label_of(kind, ""))
    return label


def emit(differences: Sequence[Difference], comparison: Comparison) -> Iterator[Statement]:
    """The statements for all differences between privileges."""
    gathered: defaultdict[tuple[str, str, str, str], list[Difference]] = defaultdict(list)
    for difference in differences:
        fact = difference.fact
        kind = Key(fact["kind"], fact["object"])
        # What goes away with its object or its role need not be revoked.
        if difference.reference is None and _goes_away(kind, fact, comparison):
            continue
        gathered[fact["object_kind"], fact["kind"], fact["object"], fact["grantee"]].append(difference)
    touched = {(object_kind, kind, name): None for object_kind, kind, name, _ in gathered}
    for place in touched:
        group = [d for of, some in gathered.items() if of[:3] == place for d in some]
        yield from _collapsed(_on(place[0], place[2], comparison), group, comparison)
    for (object_kind, _, object_name, grantee), group in gathered.items():
        on = _on(object_kind, object_name, comparison)
        owners, columns = _owners(group[0].fact, comparison), _columns(group, comparison)
        yield from _change(on, grantee, group, owners, columns)


def kept_by_old_owner(of: Key, comparison: Comparison) -> Iterator[Statement]:
    """What an object's former owner should hold as before: ALTER ... OWNER gives it to the new one."""
    wanted, found = (side.get(*of) for side in (comparison.reference, comparison.target))
    if wanted is None or found is None or wanted["owner"] == found["owner"]:
        return
    held = comparison.target.children(of, "grant")
    kept = [
        Difference("grant", name, grant, held[name])
        for name, grant in comparison.reference.children(of, "grant").items()
        if grant["grantee"] == found["owner"]
        and name in held
        and all(grant[field] == held[name][field] for field in ("privileges", "grantable"))
    ]
    if kept:
        on = _on(kept[0].fact["object_kind"], kept[0].fact["object"], comparison)
        yield from _change(on, found["owner"], kept, (wanted["owner"], found["owner"]), ())


def _on(object_kind: str, object_name: str, comparison: Comparison) -> str:
    name = comparison.target.snapshot.database if object_kind == "DATABASE" else object_name
    return name if object_kind == "TABLE" else f"{object_kind} {name}"


def _collapsed(on: str, group: Sequence[Difference], comparison: Comparison) -> Iterator[Statement]:
    """What roles have passed on, where it would outlast the REVOKEs or keep them from running."""
    differing = {(d.fact["grantee"], d.fact["column"]): d for d in group}
    fact = group[0].fact
    new_owner, old_owner = _owners(fact, comparison)

    def wanted(fact: Fact) -> dict[str, bool]:
        difference = differing.get((fact["grantee"], fact["column"]))
        reference = difference.reference if difference else fact
        return _held(reference, fact["grantee"] == new_owner and not fact["column"])

    place = Key(fact["kind"], fact["object"])
    compared = comparison.target.children(place, "grant")
    # What nobody compares stays as it is, and CASCADE would take it along.
    beyond = comparison.beyond.children(place, "grant")
    held = [*compared.values(), *beyond.values()]
    held += _passed_back(held, old_owner)
    yield from collapsed(on, held, wanted, as_granted, group[0].name)


def _passed_back(held: Sequence[Fact], owner: str | None) -> Iterator[Fact]:
    """What the owner has from others, where no fact says so because it holds everything."""
    told = {fact["column"] for fact in held if fact["is_owner"]}
    backs = [fact for fact in held if fact.get("to_owner") and fact["column"] not in told]
    if owner is None:
        return
    for back in backs:
        by = [f"{privilege} by {back['grantee']}" for privilege in back["to_owner"]]
        has = {"grantee": owner, "privileges": back["to_owner"], "grantable": [], "by_others": by}
        yield frozen({**back, **has})


def _owners(fact: Fact, comparison: Comparison) -> tuple[str | None, str | None]:
    """Who should own the object and who does; None for nobody, or where that is not known."""
    wanted, found = (
        side.get(fact["kind"], fact["object"]) for side in (comparison.reference, comparison.target)
    )
    return (wanted.get("owner") if wanted else None, found.get("owner") if found else None)


def _columns(group: Sequence[Difference], comparison: Comparison) -> list[Fact]:
    """What the role should hold on columns of the object: REVOKE on all of it takes that away as well."""
    fact = group[0].fact
    held = comparison.reference.children(Key(fact["kind"], fact["object"]), "grant").values()
    return [h for h in held if h["grantee"] == fact["grantee"] and h["column"]]


def _change(
    on: str,
    grantee: str,
    group: Sequence[Difference],
    owners: tuple[str | None, str | None],
    columns: Sequence[Fact],
) -> Iterator[Statement]:
    new_owner, old_owner = owners
    moves = None not in owners and new_owner != old_owner
    if moves and grantee == new_owner and not any(difference.fact["column"] for difference in group):
        return  # what the old owner held comes with the ownership, and is put right there
    granted: list[tuple[str, str | None]] = []
    with_option: list[tuple[str, str | None]] = []
    revoked: list[tuple[str, str | None]] = []
    option_revoked: list[tuple[str, str | None]] = []
    handed_over: list[tuple[str, str | None]] = []
    for difference in group:
        column = difference.fact["column"]
        wanted = _held(difference.reference, grantee == new_owner and not column)
        # A new object's owner holds everything, an old owner nothing once another one has taken over.
        has = _held(difference.target, grantee == (old_owner or new_owner) and not column)
        if moves and grantee == old_owner:
            # But what is written down for a column would become the new owner's.
            handed_over += [(privilege, column) for privilege in has if column]
            has = {}
        for privilege in sorted({*wanted, *has}, key=_rank):
            entry = (privilege, column)
            match wanted.get(privilege), has.get(privilege):
                case None, _:
                    revoked.append(entry)
                case True, None | False:
                    with_option.append(entry)
                case False, None:
                    granted.append(entry)
                case False, True:
                    option_revoked.append(entry)
    taken = {privilege for privilege, column in (*revoked, *option_revoked) if not column}
    for fact in columns:
        for privilege in [held for held in fact["privileges"] if held in taken]:
            again = with_option if privilege in fact["grantable"] else granted
            if (privilege, fact["column"]) not in again:
                again.append((privilege, fact["column"]))
    name = group[0].name
    # What an owner may not do itself closes nothing, and before it is the owner it has nothing to lose.
    revoking = Phase.GRANT if grantee == new_owner else Phase.REVOKE
    for entries, words, tail, phase, rank in (
        (handed_over, "REVOKE {} ON {} FROM {}", "", Phase.REVOKE, -1),
        (revoked, "REVOKE {} ON {} FROM {}", "", revoking, -1),
        (option_revoked, "REVOKE GRANT OPTION FOR {} ON {} FROM {}", "", revoking, -1),
        (granted, "GRANT {} ON {} TO {}", "", Phase.GRANT, 0),
        (with_option, "GRANT {} ON {} TO {}", " WITH GRANT OPTION", Phase.GRANT, 0),
    ):
        if entries:
            sql = words.format(as_granted(entries), on, grantee) + tail
            yield Statement(sql, "grant", name, phase=phase, rank=rank)


def _held(fact: Fact | None, owns: bool) -> dict[str, bool]:
    """Privilege -> may pass it on. An owner without an entry holds everything."""
    if fact is None:
        return {"ALL": False} if owns else {}
    return {privilege: privilege in fact["grantable"] for privilege in fact["privileges"]}


def as_granted(entries: Sequence[tuple[str, str | None]]) -> str:
    """`SELECT, INSERT (a, b)`: whole-object privileges, then those of columns gathered by privilege."""
    columns: dict[str, list[str]] = {}
    whole = {privilege for privilege, column in entries if not column}
    for privilege, column in entries:
        columns.setdefault(privilege, [])
        if column:
            columns[privilege].append(column)
    said = []
    for privilege, names in columns.items():
        said += [privilege] if privilege in whole else []
        said += [f"{privilege} ({', '.join(names)})"] if names else []
    return ", ".join(said)


def _goes_away(owner: Key, fact: Fact, comparison: Comparison) -> bool:
    gone = [owner]
    if fact["column"]:
        gone.append(Key("column", f"{fact['object']}.{fact['column']}"))
    return any(
        key in comparison.target.snapshot.facts and key not in comparison.reference.snapshot.facts
        for key in gone
    )


def _rank(privilege: str) -> tuple[int, str]:
    return (_ORDER.index(privilege) if privilege in _ORDER else len(_ORDER), privilege)
