"""Causes of wrong keys: how each comes about."""

from tests.factories import core
from tests.factories import zoom as make
from tests.integration.zoom.conftest import GENERAL, SDK
from tests.integration.zoom.doctor.organiser import ACCOUNT, PAGE, SERVER, USER_APP, Organiser

WRONG = "notTheSecret00000000000000000001"


def incomplete(o: Organiser):
    o.authorize((GENERAL[0], ""))


def too_long(o: Organiser):
    return o.authorize(("x" * 201, ""))


def unseen_characters(o: Organiser):
    return o.browser.post(
        f"{PAGE}/save",
        o.paste((f"\u200b{GENERAL[0]}\n", f"“{GENERAL[1][:9]} {GENERAL[1][9:]}”")),
        follow=True,
    )


def needs_https(o: Organiser):
    o.settings.PUBLIC_URL = "http://events.example.org"
    o.authorize()


def swapped(o: Organiser):
    o.authorize(SDK, GENERAL)


def turned(o: Organiser):
    o.authorize((GENERAL[1], GENERAL[0]))


def secrets_crossed(o: Organiser):
    o.authorize((GENERAL[0], SDK[1]), (SDK[0], GENERAL[1]))


def unknown_client(o: Organiser):
    o.authorize((GENERAL[0].replace("0001", "0002"), GENERAL[1]))


def secret_as_id(o: Organiser):
    o.authorize((GENERAL[1], WRONG))


def mixed_pair(o: Organiser):
    o.authorize((GENERAL[0], "sandboxGeneralProdSecret00000001"))


def wrong_secret(o: Organiser):
    o.authorize((GENERAL[0], GENERAL[1][:-9]))


def secret_rotated(o: Organiser):
    o.connect()
    o.zoom.tell(f"/apps/{GENERAL[0]}/rotate", what="secret")
    o.let_expire()
    o.test_now()


def is_server_app(o: Organiser):
    o.authorize(SERVER)


def is_general_app(o: Organiser):
    o.authorize(GENERAL, way="server", account=ACCOUNT)


def is_sdk_app(o: Organiser):
    o.authorize(SDK, SDK)


def wrong_account_id(o: Organiser):
    o.authorize(SERVER, way="server", account="sandboxAccount00000002")


def account_turned(o: Organiser):
    o.authorize((ACCOUNT, SERVER[1]), way="server", account=SERVER[0])


def server_unknown(o: Organiser):
    o.authorize((SERVER[0], WRONG), way="server", account=ACCOUNT)


def app_in_use(o: Organiser):
    make.connection(core.event("other", name="Secret Gala"))
    o.authorize()


def keys_changed(o: Organiser):
    o.connect()
    o.save(USER_APP)


def jwt_unknown(o: Organiser):
    o.connect(GENERAL, (SDK[0], WRONG))


def old_jwt_app(o: Organiser):
    o.connect(GENERAL, ("Zq8kVtYyS6mR1uWc3xPbNA", "aB3dE6gH9jK2mN5pQ8sT1vW4yZ7bC0eF3hJ6"))


def jwt_turned(o: Organiser):
    o.connect(GENERAL, (SDK[1], SDK[0]))


def jwt_is_server_app(o: Organiser):
    o.connect(GENERAL, SERVER)
