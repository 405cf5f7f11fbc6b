"""What default privileges give to tenants, a table has from its first moment, before any policy."""

from __future__ import annotations

from collections.abc import Iterator

from pgdrift.audit.rule import Breach, Rule
from pgdrift.audit.subject import Subject
from pgdrift.catalog.fact import Key
from pgdrift.catalog.grant import verbs

# That a type may be used by everyone shows and changes nothing.
_HARMLESS = "TYPES"


def _find(subject: Subject) -> Iterator[Breach]:
    for name, default in subject.of_kind("default_privilege").items():
        if default["is_owner"] or not default["privileges"] or default["objects"] == _HARMLESS:
            continue
        if default["grantee"] in subject.within_reach:
            who = "Everyone" if default["grantee"] == "PUBLIC" else default["grantee"]
            plain = [privilege.removesuffix(" WITH GRANT OPTION") for privilege in default["privileges"]]
            place = f" in {default['schema']}" if default["schema"] else ""
            yield Breach(
                Key("default_privilege", name),
                f"{who} can {verbs(plain, ' and ')} whatever {default['objects'].lower()} "
                f"{default['role']} creates{place}, from the first moment and before they have any policy.",
                f"ALTER DEFAULT PRIVILEGES FOR ROLE {default['role']}"
                f"{' IN SCHEMA ' + default['schema'] if default['schema'] else ''} "
                f"REVOKE ALL ON {default['objects']} FROM {default['grantee']};",
            )


RULE = Rule(
    "default-privileges-too-wide",
    "warning",
    "No tenant role gets privileges on what is created later without being granted them.",
    _find,
)
