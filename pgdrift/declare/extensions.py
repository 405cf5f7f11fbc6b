"""Extensions: installed by an administrator, owned by none of the project's roles."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Extension:
    """The extension ``name``, installed into ``schema``; its version is whatever the server offers."""

    name: str
    schema: str = "public"
