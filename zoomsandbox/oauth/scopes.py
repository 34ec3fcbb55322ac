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
