"""The least that an application can do: what the server itself costs."""

from typing import Any


class Ok:
    """Answers "ok" to everything."""

    async def __rsgi__(self, _scope: Any, protocol: Any) -> None:
        protocol.response_bytes(200, [], b"ok")


application = Ok()
