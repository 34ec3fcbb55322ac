"""Receivers of webhooks that are right, or wrong in one way."""

import hashlib
import hmac
import json

SECRET = "sandboxWebhookTok00001"


def good(body: bytes, secret: str = SECRET) -> tuple[int, bytes]:
    told = json.loads(body)
    if told["event"] != "endpoint.url_validation":
        return 204, b""
    token = told["payload"]["plainToken"]
    digest = hmac.new(secret.encode(), token.encode(), hashlib.sha256).hexdigest()
    return 200, json.dumps({"plainToken": token, "encryptedToken": digest}).encode()


def wrong_secret(body: bytes) -> tuple[int, bytes]:
    return good(body, "another")


def echo_nothing(body: bytes) -> tuple[int, bytes]:
    return 200, b"{}"


def no_json(body: bytes) -> tuple[int, bytes]:
    return 200, b"ok"


def broken(body: bytes) -> tuple[int, bytes]:
    return 500, b""
