from tests.factories import core


def test_start_page_sends_each_where_they_belong(client, olive, ana, signed_in):
    assert client.get("/").url == "/accounts/login/"
    assert signed_in(olive).get("/").url == "/app/"
    assert signed_in(ana.user).get("/").url == "/e/demo/"


def test_start_page_of_who_makes_events_is_the_dashboard(ana, signed_in):
    ana.user.may_create_events = True
    ana.user.save()

    assert signed_in(ana.user).get("/").url == "/app/"


def test_start_page_without_any_event_is_the_dashboard(db, signed_in):
    newcomer = core.user("new@demo.example")

    assert signed_in(newcomer).get("/").url == "/app/"
