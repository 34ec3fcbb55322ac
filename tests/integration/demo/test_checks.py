import pytest

from tests.factories import core
from virtualcrowd.demo import checks, seed
from virtualcrowd.demo.checks import demo_accounts


def ids(found):
    return [message.id for message in found]


def test_accounts_of_the_demo_keep_a_real_site_from_starting(olive, ana, settings):
    (error,) = demo_accounts()

    assert error.id == "virtualcrowd.E007"
    assert "ana@demo.example, olive@demo.example" in error.msg
    settings.DEMO = True
    assert demo_accounts() == []


@pytest.mark.parametrize("cure", ["password", "inactive"])
def test_accounts_that_nobody_can_use_are_no_trouble(olive, cure):
    if cure == "password":
        olive.set_password("one of their own")
    olive.is_active = cure == "password"
    olive.save()

    assert demo_accounts() == []


def test_every_account_that_is_planted_is_known(db, settings):
    settings.DEMO = True
    seed.plant()

    assert set(seed.ACCOUNTS) == set(core.User.objects.values_list("email", flat=True))
    assert checks.seed.PASSWORD == core.PASSWORD
