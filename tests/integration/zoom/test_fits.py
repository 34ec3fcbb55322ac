"""From the library into the agenda: the item's page names the session that it fits."""

from datetime import timedelta

import pytest
import time_machine

from tests.factories import core
from tests.factories import zoom as factory

NOON = core.NOON


@pytest.fixture(autouse=True)
def morning(db):
    with time_machine.travel(NOON - timedelta(hours=3), tick=False):
        yield


@pytest.fixture
def editor(stan, signed_in):
    return signed_in(stan)


def page_of(editor, item) -> str:
    return editor.get(f"/app/demo/libraries/zoom/{item.pk}").content.decode()


def test_session_that_fits_is_one_click_away(editor, demo):
    session, item = core.session(demo, title="Reefs"), factory.item(demo, topic="Reefs")

    link = f"/app/demo/builder/agenda/{session.pk}/embed?value=zoom:{item.pk}"

    assert f'href="{link}">Use it there' in page_of(editor, item)
    embed = editor.get(link).content.decode()
    assert f'value="zoom:{item.pk}" selected' in embed


@pytest.mark.parametrize(
    ("session", "item"),
    [
        ({"title": "Reefs", "provider": "zoom"}, {}),
        ({"title": "Reefs", "plan_b": "link"}, {}),
        ({"title": "Reefs", "starts_at": NOON - timedelta(days=1)}, {}),
        ({"title": "Kelp", "starts_at": NOON + timedelta(hours=1)}, {}),
        ({"title": "Reefs"}, {"obstacle": "e2ee"}),
        ({"title": "Reefs"}, {"gone_at": NOON}),
    ],
)
def test_what_does_not_fit_is_not_offered(editor, demo, session, item):
    core.session(demo, **session)

    assert "Use it there" not in page_of(editor, factory.item(demo, topic="Reefs", **item))


def test_item_in_use_is_not_offered_again(editor, demo):
    item = factory.item(demo, topic="Reefs")
    factory.embed(core.session(demo), item)
    core.session(demo, title="Reefs")

    assert "Use it there" not in page_of(editor, item)
