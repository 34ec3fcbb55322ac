"""Files through the all-in-one application, as a browser asks for them."""

from collections.abc import Iterator

import httpx2
import pytest

from tests.fakes.granian_server import Served
from virtualcrowd.rsgi import application


@pytest.fixture
def browser(transactional_db) -> Iterator[httpx2.Client]:
    with (
        Served(application.__rsgi__) as served,
        httpx2.Client(base_url=f"http://localhost:{served.port}") as client,
    ):
        yield client


@pytest.mark.parametrize("path", ["/static/vc/vc.js", "/static/htmx/htmx.min.js"])
def test_static_files_come_whole(browser, path):
    answer = browser.get(path, headers={"accept-encoding": "identity"})

    assert answer.status_code == 200
    assert len(answer.content) == int(answer.headers["content-length"])


def test_file_that_is_known_is_not_sent_again(browser):
    known = browser.get("/static/vc/vc.js").headers["last-modified"]

    answer = browser.get("/static/vc/vc.js", headers={"if-modified-since": known})

    assert (answer.status_code, answer.content) == (304, b"")


def test_part_of_a_file_may_be_answered_with_all_of_it(browser):
    answer = browser.get("/static/vc/vc.js", headers={"range": "bytes=0-9"})

    assert answer.status_code == 200
    assert len(answer.content) > 10
