"""The sandbox beside Zoom's published API: each served endpoint is driven, each answer judged."""

from __future__ import annotations

import re

import pytest
from jsonschema import Draft202012Validator, FormatChecker

from tests.contract import deviations
from tests.contract.coverage import SERVED, listen, measure
from tests.contract.openapi import IS_THERE, WHY_NOT, members_of, operations
from tests.sandbox_server import ROOT

pytestmark = [
    pytest.mark.contract,
    pytest.mark.skipif(not IS_THERE, reason=WHY_NOT),
    pytest.mark.xdist_group("openapi"),
]
PUBLISHED = sorted(set(SERVED) - set(deviations.UNPUBLISHED))


@pytest.fixture(scope="module")
def heard():
    """The whole conversation, by endpoint."""
    return listen()


def test_only_published_endpoints_are_served():
    assert set(PUBLISHED) <= set(operations())


@pytest.mark.parametrize("name", PUBLISHED)
def test_answers_fit_the_published_schema(heard, name):
    operation = operations()[name]
    good = [one for one in heard[name] if one.status < 300]
    assert good, f"{name} was never asked with success"
    for exchange in good:
        allowed = operation.statuses | {deviations.STATUSES.get(name, (0, ""))[0]}
        assert exchange.status in allowed
        schema = operation.schemas.get(exchange.status)
        assert (exchange.body is not None) == (schema is not None)
        if schema is not None:
            _fits(exchange.body, deviations.read_schema(schema))


def _fits(body, schema):
    judge = Draft202012Validator(schema, format_checker=FormatChecker())
    wrong = [f"{error.json_path}: {error.message[:200]}" for error in judge.iter_errors(body)]
    assert not wrong


@pytest.mark.parametrize("name", PUBLISHED)
def test_no_member_is_made_up(heard, name):
    told = set().union(*(members_of(one.body) for one in heard[name] if one.status < 300))
    assert not told - operations()[name].fields() - set(deviations.UNNAMED)


@pytest.mark.parametrize("name", PUBLISHED)
def test_refusals_are_published(heard, name):
    told = {(int(one.status), one.body["code"]) for one in heard[name] if one.status >= 400}
    extra = told - operations()[name].errors - set(deviations.ERRORS)
    assert not {pair for pair in extra if (name, *pair) not in deviations.PER_ENDPOINT}


@pytest.mark.parametrize("name", PUBLISHED)
def test_rate_label_and_scope_are_the_published_ones(heard, name):
    operation, route = operations()[name], SERVED[name]
    assert operation.label in ("", route.label)
    assert {one.category for one in heard[name] if one.category} == {route.label.capitalize()}
    assert not operation.scopes or route.scope in operation.scopes


@pytest.mark.parametrize("name", PUBLISHED)
def test_parameters_are_tried(heard, name):
    sent = set().union(*(one.query for one in heard[name]))
    missing = set(operations()[name].query) - sent - set(deviations.NOT_HONOURED)
    assert not missing


@pytest.mark.parametrize("name", sorted(SERVED))
def test_every_endpoint_refuses_bad_tokens_scopes_and_haste(heard, name):
    codes = {one.body["code"] for one in heard[name] if one.status >= 400}
    assert {124, 4711} <= codes
    assert codes & {429, 4001}


def test_the_readme_claims_no_more_than_is_measured(heard):
    """Each claim reads "79 of 255 endpoints" or "at least 80 % of the members"."""
    text = (ROOT / "zoomsandbox" / "README.md").read_text()
    endpoints, *others = measure(heard)
    assert f"{endpoints.done} of {endpoints.listed} endpoints" in text
    claims = [int(number) for number in re.findall(r"at least (\d+) %", text)]
    assert len(claims) == len(others)
    assert all(share.percent >= claim for share, claim in zip(others, claims, strict=True))
