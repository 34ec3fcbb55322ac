"""Files through the all-in-one application, as a browser asks for them."""

import asyncio

import httpx2
import pytest

from virtualcrowd.asgi import application


async def get(path: str) -> httpx2.Response:
    transport = httpx2.ASGITransport(app=application)
    async with httpx2.AsyncClient(transport=transport, base_url="http://testserver") as client:
        return await client.get(path, headers={"accept-encoding": "identity"})


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("path", ["/static/vc/vc.js", "/static/htmx/htmx.min.js"])
def test_static_files_come_whole(path):
    answer = asyncio.run(get(path))

    assert answer.status_code == 200
    assert len(answer.content) == int(answer.headers["content-length"])
