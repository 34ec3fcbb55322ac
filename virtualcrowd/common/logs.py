import logging
import re

_SECRET = re.compile(
    r"(?i)((?:access_token|refresh_token|client_secret|signature|password|passcode|passWord|code|"
    r"code_verifier|tk|pwd|zak)[\"']?\s*[=:]\s*[\"']?)[^\s\"'&,}]+|(Bearer |Basic )[\w.+/=-]+|"
    # Addresses that are keys: personal links, calendars, new passwords.
    r"(/(?:in/\d+|calendar/[0-9a-f]+|reset/key/\w+)-)[\w.-]+"
)


class MaskSecrets(logging.Filter):
    """Blot out what looks like a secret, should one ever reach a log line."""

    def filter(self, record: logging.LogRecord) -> bool:
        message = record.getMessage()
        masked = _masked(message)
        if masked != message:
            record.msg, record.args = masked, ()
        if record.exc_info and not record.exc_text:
            # What is kept here is what the handler writes of the exception.
            record.exc_text = _masked(logging.Formatter().formatException(record.exc_info))
        return True


def _masked(text: str) -> str:
    return _SECRET.sub(lambda m: f"{m[1] or m[2] or m[3]}***", text)
