"""Scopes, classic and granular.

https://developers.zoom.us/docs/integrations/oauth-scopes-overview/. Granular ones are
`resource:action:claim[:admin|:master]`, classic ones `resource:read|write[:admin|:master]`. An app
has either kind. The classic names of granular resources are those of the published API.
"""

from __future__ import annotations

# Where the classic resource is not called like the granular one.
CLASSIC_RESOURCES = {
    "archiving": "recording",
    "billing": "account",
    "cloud_recording": "recording",
    "dashboard": "dashboard_meetings",
    "h323_device": "h323",
    "tracking_field": "tracking_fields",
}
CLASSIC_OF = {"user:read:zak": ["user_zak:read"]}
# What exists for whole accounts only, so that user-managed apps cannot have it.
ADMIN_RESOURCES = ("billing", "dashboard", "report", "tracking_field")
ADMIN_SCOPES = ("user:read:list_users", "user:read:summary")
LEVELS = (":admin", ":master")
GRANULAR_PARTS = 3


def base_of(scope: str) -> str:
    """Return a scope without :admin or :master."""
    for level in LEVELS:
        scope = scope.removesuffix(level)
    return scope


def is_classic(scope: str) -> bool:
    """Tell the kind of a scope."""
    return len(base_of(scope).split(":")) < GRANULAR_PARTS


def of_users(scopes: list[str]) -> list[str]:
    """Return what of these scopes a user-managed app may have, in the users' form."""
    bases = [base_of(scope) for scope in scopes]
    return [
        base
        for base in bases
        if base not in ADMIN_SCOPES and base.partition(":")[0] not in ADMIN_RESOURCES
    ]


def missing(granted: list[str], wanted: str) -> list[str]:
    """Return [] when one of the accepted scopes was granted, else all accepted ones.

    `wanted` is granular; with ":admin" only the account-wide form will do. The names are of the
    kind that the app has, as in Zoom's message of code 4711.
    """
    granular, classic = _accepted(wanted)
    if {*granular, *classic, f"{base_of(wanted)}:master"} & set(granted):
        return []
    return classic if any(is_classic(scope) for scope in granted) else granular


def _accepted(wanted: str) -> tuple[list[str], list[str]]:
    base = base_of(wanted)
    classic = _classic(base)
    if wanted == base:
        return [base, f"{base}:admin"], classic
    return [f"{base}:admin"], [scope for scope in classic if scope.endswith(":admin")]


def _classic(base: str) -> list[str]:
    if base in CLASSIC_OF:
        return list(CLASSIC_OF[base])
    resource, action = base.split(":")[:2]
    name = CLASSIC_RESOURCES.get(resource, resource)
    if action != "read":
        return [f"{name}:write:admin", f"{name}:write"]
    return [f"{name}:write:admin", f"{name}:read:admin", f"{name}:read", f"{name}:write"]
