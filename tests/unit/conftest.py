import pytest


@pytest.fixture(scope="session")
def django_db_setup() -> None:
    pytest.fail("What touches the database belongs to tests/integration: only that is run on each.")
