"""Asks the sandbox and writes down what was said."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from tests.contract.driver import OYSTER
from tests.contract.openapi import key

if TYPE_CHECKING:
    from tests.contract.driver import Driver


OLIVE, HABITATS, PORTS = (
    "olive.host@demo.example",
    "habitats@demo.example",
    "ports@demo.example",
)
VOLUNTEER, PENDING, NOBODY = "volunteer@demo.example", "late@demo.example", "nobody@demo.example"
UNTIL = "2031-09-01T00:00:00Z"
NO_MEETINGS = "guest@demo.example"
STAND_UP, REGISTERED, GONE = 85920317764, 86699132054, 93644172290
UNKNOWN = 12345678901
PERSON = {
    "email": "ana@demo.example",
    "first_name": "Ana",
    "last_name": "Silva",
    "address": "Rua 1",
    "city": "Faro",
    "state": "Algarve",
    "zip": "8000",
    "country": "PT",
    "phone": "5550100",
    "comments": "Hello",
    "industry": "Fishing",
    "job_title": "Chef",
    "org": "Coast",
    "no_of_employees": "1-20",
    "purchasing_time_frame": "1-3 months",
    "role_in_purchase_process": "Influencer",
    "custom_questions": [{"title": "Tea?", "value": "yes"}],
}
WHOLE: dict[str, Any] = {
    "approval_type": 0,
    "alternative_hosts": f"{OLIVE};{HABITATS}",
    "auto_recording": "cloud",
    "breakout_room": {"enable": True, "rooms": [{"name": "A", "participants": [OLIVE]}]},
    "meeting_invitees": [{"email": "guest@elsewhere.example"}],
    "authentication_exception": [{"email": "guest@elsewhere.example", "name": "Guest"}],
    "authentication_option": "signIn_D8cJuqWVQ623CI4Q8yQK0Q",
    "authentication_name": "Sign in to Zoom",
    "authentication_domains": "demo.example",
    "audio_conference_info": "none",
    "additional_data_center_regions": ["TY"],
    "approved_or_denied_countries_or_regions": {
        "enable": True,
        "method": "approve",
        "approved_list": ["PT"],
        "denied_list": ["AQ"],
    },
    "auto_add_recording_to_video_management": {
        "enable": True,
        "channels": [{"channel_id": "c1", "name": "Weekly"}],
    },
    "custom_keys": [{"key": "track", "value": "coast"}],
    "global_dial_in_countries": ["PT"],
    "language_interpretation": {
        "enable": True,
        "interpreters": [
            {"email": HABITATS, "languages": "US,FR", "interpreter_languages": "English,French"}
        ],
    },
    "resources": [
        {"resource_type": "whiteboard", "resource_id": "w1", "permission_level": "editor"}
    ],
    "sign_language_interpretation": {
        "enable": True,
        "interpreters": [{"email": HABITATS, "sign_language": "American"}],
    },
    "summary_template_id": "1e1356ad",
    "survey_url": "https://demo.example/survey",
    "use_pmi": False,
    "waiting_room_options": {"mode": "custom", "who_goes_to_waiting_room": "everyone"},
}


@dataclass
class Exchange:
    """What was asked of an endpoint, and what came back."""

    key: str
    query: dict[str, Any]
    sent: dict[str, Any]
    status: int
    body: Any
    category: str


@dataclass
class Witness:
    """Asks and writes down."""

    driver: Driver
    token: str = ""
    heard: list[Exchange] = field(default_factory=list)

    def ask(self, method: str, template: str, *values: Any, **more: Any) -> Any:
        """Ask an endpoint, named as it is published, and return the body."""
        path = template
        for value in values:
            name = path[path.index("{") : path.index("}") + 1]
            path = path.replace(name, quote(str(value), safe="@"), 1)
        query, sent = more.get("params", {}), more.get("json", {})
        told = self.driver.api(method, path, self.token, **more)
        body = told.json() if told.content else None
        category = told.headers.get("x-ratelimit-category", "")
        self.heard.append(
            Exchange(key(method, template), query, sent, told.status_code, body, category)
        )
        return body

    def get(self, template: str, *values: Any, **query: Any) -> Any:
        return self.ask("GET", template, *values, params=query)

    def post(self, template: str, *values: Any, **sent: Any) -> Any:
        return self.ask("POST", template, *values, json=sent)

    def patch(self, template: str, *values: Any, **sent: Any) -> Any:
        return self.ask("PATCH", template, *values, json=sent)

    def put(self, template: str, *values: Any, **sent: Any) -> Any:
        return self.ask("PUT", template, *values, json=sent)

    def delete(self, template: str, *values: Any, **query: Any) -> Any:
        return self.ask("DELETE", template, *values, params=query)


def renamed(heard: Exchange, method: str, template: str) -> Exchange:
    heard.key = key(method, template)
    return heard


def wrong(w: Witness, number: int, calls: list[Any]) -> None:
    """Ask for an unknown one, for one of the other kind, and as a host without Meetings."""
    for ask, template in calls:
        ask(template, UNKNOWN)
        ask(template, OYSTER if "webinar" in template else 96811502247)
    host = w.driver.world.host(w.driver.world.items[number])
    for kind, webinar in ((99, host.webinar), (host.type, False)):
        before = host.type, host.webinar
        host.type, host.webinar = kind, webinar
        for ask, template in calls:
            if kind == 99 or "webinar" in template:
                ask(template, number)
        host.type, host.webinar = before
