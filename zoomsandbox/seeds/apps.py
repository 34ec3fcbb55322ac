"""The apps that demos and tests rely on; ids and secrets are published and never change."""
# ruff: noqa: S106 - published stand-ins: they open nothing but a sandbox

from __future__ import annotations

from typing import Any

from zoomsandbox.apps import FOREIGN_ACCOUNT, App, Kind
from zoomsandbox.oauth.scopes import of_users

CALLBACK = "/cms/integrations/zoom/redirect-callback/"

# The granular form without ":admin".
SCOPES = [
    "user:read:user",
    "user:read:list_users",
    "user:read:settings",
    "user:read:token",
    "user:read:zak",
    "user:read:summary",
    "user:read:email",
    "user:read:list_permissions",
    "user:read:list_schedulers",
    "user:read:list_assistants",
    "user:write:assistant",
    "user:delete:assistant",
    "user:delete:scheduler",
    "meeting:read:list_meetings",
    "meeting:read:meeting",
    "meeting:write:meeting",
    "meeting:update:meeting",
    "meeting:delete:meeting",
    "meeting:update:status",
    "meeting:read:list_registrants",
    "meeting:write:registrant",
    "meeting:read:participant",
    "meeting:read:registrant",
    "meeting:update:registrant_status",
    "meeting:delete:registrant",
    "meeting:write:batch_registrants",
    "meeting:read:list_registration_questions",
    "meeting:update:registration_question",
    "meeting:read:list_upcoming_meetings",
    "meeting:read:invitation",
    "meeting:write:invite_links",
    "meeting:read:token",
    "meeting:read:past_meeting",
    "meeting:read:list_past_instances",
    "meeting:read:list_past_participants",
    "tracking_field:read:list_tracking_fields",
    "tracking_field:read:tracking_field",
    "tracking_field:write:tracking_field",
    "tracking_field:update:tracking_field",
    "tracking_field:delete:tracking_field",
    "webinar:read:list_webinars",
    "webinar:read:webinar",
    "webinar:write:webinar",
    "webinar:update:webinar",
    "webinar:delete:webinar",
    "webinar:update:status",
    "webinar:read:list_registrants",
    "webinar:write:registrant",
    "webinar:read:participant",
    "webinar:read:registrant",
    "webinar:update:registrant_status",
    "webinar:delete:registrant",
    "webinar:write:batch_registrants",
    "webinar:read:list_registration_questions",
    "webinar:update:registration_question",
    "webinar:read:list_panelists",
    "webinar:write:panelist",
    "webinar:delete:panelist",
    "webinar:read:list_tracking_sources",
    "webinar:write:invite_links",
    "webinar:read:token",
    "webinar:read:list_past_instances",
    "webinar:read:list_past_participants",
    "webinar:read:list_absentees",
    "cloud_recording:read:list_user_recordings",
    "cloud_recording:read:list_recording_files",
    "cloud_recording:read:recording_settings",
    "cloud_recording:update:recording_settings",
    "cloud_recording:update:recover_meeting_recordings",
    "cloud_recording:update:recover_single_recording",
    "cloud_recording:delete:meeting_recording",
    "cloud_recording:delete:recording_file",
    "report:read:daily",
    "report:read:user",
    "report:read:meeting",
    "report:read:list_meeting_participants",
    "report:read:webinar",
    "report:read:list_webinar_participants",
    "billing:read:plan_usage",
]


def seeded_apps() -> dict[str, App]:
    """Return fresh copies: three for use, then those for trying what goes wrong."""
    apps = [_general(), _sdk(), _server(), _user_managed(), *_refusing(), *_foreign()]
    return {app.client_id: app for app in apps}


def _app(kind: Kind, name: str, client_id: str, secret: str, **fields: Any) -> App:
    usual: dict[str, Any] = {}
    if kind != "sdk":
        usual["scopes"] = [f"{scope}:admin" for scope in SCOPES]
    if kind == "general":
        usual |= {
            "redirect_url": f"http://localhost:8000{CALLBACK}",
            "allow_list": [f"http://localhost:*{CALLBACK}", f"http://127.0.0.1:*{CALLBACK}"],
        }
    return App(name=name, kind=kind, client_id=client_id, secret=secret, **(usual | fields))


def _general() -> App:
    return _app(
        "general",
        "VirtualCrowd for Atlantic Coast Forum",
        "sandboxGeneralApp00001",
        "sandboxGeneralSecret000000000001",
        production_client_id="sandboxGeneralProd0001",
        production_secret="sandboxGeneralProdSecret00000001",
        embed=True,
        secret_token="sandboxWebhookTok00001",
    )


def _sdk() -> App:
    return _app(
        "sdk",
        "VirtualCrowd web client",
        "sandboxSdkApp000000001",
        "sandboxSdkSecret0000000000000001",
        embed=True,
    )


def _server() -> App:
    return _app(
        "s2s",
        "VirtualCrowd nightly sync",
        "sandboxS2SApp000000001",
        "sandboxS2SSecret0000000000000001",
    )


def _user_managed() -> App:
    return _app(
        "general",
        "VirtualCrowd, user-managed",
        "sandboxUserApp00000001",
        "sandboxUserSecret000000000000001",
        management="user",
        scopes=of_users(SCOPES),
        embed=True,
        secret_token="sandboxWebhookTok00002",
    )


def _refusing() -> list[App]:
    """Return a deactivated pair and one that waits for the account's admin."""
    return [
        _app(
            "general",
            "Deactivated app",
            "sandboxDisabledApp0001",
            "sandboxDisabledSecret00000000001",
            enabled=False,
        ),
        _app(
            "s2s",
            "Deactivated nightly sync",
            "sandboxS2SDisabled0001",
            "sandboxS2SDisabledSecret00000001",
            enabled=False,
        ),
        _app(
            "general",
            "App that waits for approval",
            "sandboxApprovalApp0001",
            "sandboxApprovalSecret00000000001",
            approval="required",
            embed=True,
        ),
    ]


def _foreign() -> list[App]:
    """Return the apps of another company's Zoom account."""
    return [
        _app(
            "general",
            "Tidewater event hub",
            "sandboxForeignApp00001",
            "sandboxForeignSecret000000000001",
            account_id=FOREIGN_ACCOUNT,
            published=True,
            embed=True,
            secret_token="sandboxWebhookTok00003",
        ),
        _app(
            "s2s",
            "Tidewater nightly sync",
            "sandboxForeignS2S00001",
            "sandboxForeignS2SSecret000000001",
            account_id=FOREIGN_ACCOUNT,
        ),
    ]
