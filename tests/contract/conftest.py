from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from tests.contract import receivers
from tests.contract.driver import Driver, Receiver
from zoomsandbox.app import create_app


@pytest.fixture
def sandbox() -> Iterator[Driver]:
    """A fresh sandbox in this process, seeded for the demo."""
    with TestClient(
        create_app("demo"), base_url="http://localhost:9400", follow_redirects=False
    ) as client:
        yield Driver(client)


@pytest.fixture
def token(sandbox: Driver) -> str:
    """An access token of the account's owner."""
    return sandbox.connect()["access_token"]


@pytest.fixture
def listening(sandbox: Driver) -> Iterator[Receiver]:
    """A validated subscription of all events."""
    with Receiver(receivers.good) as receiver:
        assert sandbox.post("webhooks", url=receiver.url).json()["validated"] is True
        receiver.got.clear()
        yield receiver
