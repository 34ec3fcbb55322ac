import pytest
from django.test import Client

from virtualcrowd.accounts.models import User


@pytest.fixture
def browser(olive: User, signed_in) -> Client:
    """Olive's."""
    return signed_in(olive)
