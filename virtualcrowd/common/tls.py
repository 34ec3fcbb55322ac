"""Whom we trust when we ask another server."""

import ssl
from functools import cache

import httpx2


@cache
def trusted() -> ssl.SSLContext:
    """Return the machine's certificate authorities, read once in a process.

    Reading them takes some 20 ms of a processor, far more than a whole request does otherwise, and
    a client of `httpx2` reads them anew unless it is given them: `verify=tls.trusted()`.
    """
    return httpx2.create_ssl_context()
