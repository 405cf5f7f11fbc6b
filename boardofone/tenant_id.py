"""What can be a tenant's id: a user's id, as text."""

from boardofone.refusal import TenantRefused

LONGEST = 255  # characters, as in users.id


def validated(user_id: object) -> str:
    """`user_id` when it can be the id of a user; TenantRefused otherwise, which does not quote it."""
    if not isinstance(user_id, str):
        fault = f"is of type {type(user_id).__name__}"
    elif not user_id.strip():
        fault = "is empty"
    elif "\0" in user_id:
        fault = "contains a NUL character"
    elif len(user_id) > LONGEST:
        fault = f"is longer than {LONGEST} characters"
    elif not user_id.isascii() and any("\ud800" <= character <= "\udfff" for character in user_id):
        fault = "contains a surrogate, which is no character"
    else:
        return str.__str__(user_id)  # of a StrEnum, its value
    raise TenantRefused(
        f"A tenant session needs the id of one user, and what was given {fault}. Pass the id of the user who "
        "is logged in, a str; when nobody is, open no tenant session."
    )
