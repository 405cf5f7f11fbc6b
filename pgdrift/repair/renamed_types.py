"""Types that lie in another schema than they should, and multiranges that have another name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import replace

from pgdrift.catalog.comparison import Comparison
from pgdrift.catalog.constructors import multirange_moved
from pgdrift.catalog.dotted_names import above, bare
from pgdrift.catalog.fact import Difference, Key, frozen
from pgdrift.catalog.kinds import KINDS
from pgdrift.catalog.statement import Phase, Statement
from pgdrift.repair.names_in_the_way import is_taken
from pgdrift.repair.renaming import KINDS_RENAMED, Renaming
from pgdrift.repair.signatures import couples, values


def multiranges(differences: Sequence[Difference], comparison: Comparison) -> Iterator[Renaming]:
    """Multiranges that have another name than they should: their columns keep them."""
    for difference in differences:
        if "multirange" not in difference.fields or KINDS["type"].replaces(difference):
            continue
        assert difference.target is not None
        old, new = difference.target["multirange"], difference.fact["multirange"]
        names = {**difference.fact, "type": new, "multirange": None}
        wanted = replace(difference, name=new, reference=frozen(names))
        if comparison.is_new("schema", above(new)) or is_taken(
            wanted, difference.key, comparison.target.snapshot
        ):
            continue
        keys = [Key("type", name) for name in dict.fromkeys((old, f"{above(old)}.{bare(new)}", new))]
        moving = multirange_moved(difference.fact, difference.target)
        for statement, before, after in zip(moving, keys, keys[1:], strict=False):
            first = replace(statement, phase=Phase.RENAME, rank=KINDS_RENAMED.index("type"))
            yield Renaming(before, after, first, holds_data=False)


def moved(types: Sequence[Difference], comparison: Comparison) -> Iterator[Renaming]:
    """Types that lie in another schema than they should: made anew there, they would leave columns behind."""
    alike: defaultdict[Hashable, list[Difference]] = defaultdict(list)
    for difference in types:
        alike[(bare(difference.name), *values(difference))].append(difference)
    for missing, extra in couples(alike.values()):
        if comparison.is_new("schema", above(missing.name)):
            continue  # there is no such schema yet when things are renamed
        what = "DOMAIN" if extra.fact["variant"] == "domain" else "TYPE"
        sql = f"ALTER {what} {extra.name} SET SCHEMA {above(missing.name)}"
        statement = Statement(sql, "type", extra.name, phase=Phase.RENAME, rank=KINDS_RENAMED.index("type"))
        yield Renaming(extra.key, missing.key, statement, holds_data=False)
