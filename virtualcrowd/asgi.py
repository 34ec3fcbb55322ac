"""All in one process: the door's hot addresses, and Django's pages over WSGI in threads."""

from collections.abc import Callable, Iterable
from http import HTTPStatus
from typing import Any
from wsgiref.util import FileWrapper

from a2wsgi import WSGIMiddleware

from virtualcrowd.wsgi import application as pages  # first: it sets Django up

from django.conf import settings  # isort: skip

from virtualcrowd.door import answers, bodies  # isort: skip
from virtualcrowd.door.answers import Receive, Scope, Send  # isort: skip
from virtualcrowd.door.router import Router  # isort: skip

BLOCK = 262_144


def _in_large_blocks(file: Any, _size: int = 0) -> FileWrapper:
    """a2wsgi goes from thread to loop and back for every block, and Zoom's client is large."""
    return FileWrapper(file, BLOCK)


def _pages(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    environ["wsgi.file_wrapper"] = _in_large_blocks
    answer: Iterable[bytes] = pages(environ, start_response)
    return answer


_django = WSGIMiddleware(_pages, workers=10)


async def _in_threads(scope: Scope, receive: Receive, send: Send) -> None:
    try:
        body = await _body(scope, receive)
    except TimeoutError:
        await answers.error(send, HTTPStatus.REQUEST_TIMEOUT, "too_slow")
    except bodies.Gone:
        return
    else:
        await _django(scope, body, send)


async def _body(scope: Scope, receive: Receive) -> Receive:
    """a2wsgi wants a coroutine of each receive(); granian gives an awaitable that is none."""
    if bodies.has_body(scope):
        return await bodies.taken_in(receive, most=settings.REQUEST_MAX_BYTES)

    async def received() -> Any:
        return await receive()

    return received


application = Router(_in_threads)
