"""Safari before 17.5 knows no `light-dark()`: its pages are light, whatever the system is."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.browser.conftest import PHONE, Stack, axe, sign_in
from virtualcrowd import env

# As Chromium would read our pages if it did not know the function either.
FORGET = "CSS.supports = (_, value) => !value.includes('light-dark')"


def forget(route: Route) -> None:
    answer = route.fetch()
    route.fulfill(response=answer, body=answer.text().replace("light-dark(", "unknown("))


@pytest.fixture
def page(browser: Browser, full_stack: Stack) -> Iterator[Page]:
    context = browser.new_context(viewport=PHONE, color_scheme="dark")
    context.add_init_script(FORGET)
    context.route("**/*.css*", forget)
    sign_in(made := context.new_page(), full_stack, "ana@demo.example", "/e/demo/")
    yield made
    context.close()


def test_pages_are_light_and_readable(page, full_stack):
    for path in ("", "agenda", "agenda/1"):
        page.goto(f"{full_stack.url}/e/demo/{path}")

        expect(page.locator("body")).to_have_css("background-color", "rgb(245, 247, 248)")
        assert axe(page) == []
    expect(page.locator("[data-theme-toggle]")).to_be_hidden()


@pytest.mark.parametrize("name", ["common/static/vc/virtualcrowd", "front/static/front/front"])
def test_no_token_is_forgotten(name):
    css = (env.BASE_DIR / f"virtualcrowd/{name}.css").read_text()
    old = css.partition("@supports not (color: light-dark(#000, #fff))")[2].partition("\n}\n")[0]

    tokens = set(re.findall(r"(--[\w-]+):[^;]*light-dark\(", css.replace(old, "")))

    assert tokens
    assert tokens == set(re.findall(r"(--[\w-]+):", old))
