"""nginx in front of doors, with the configuration that docs/hosting.md gives operators."""

from pathlib import Path

from bench.servers import ROOT

DOCUMENTED = ROOT / "docs/nginx.conf"


def nginx(folder: Path, doors: list[int], port: int) -> list[str]:
    """Return the command of an nginx on `port` that balances over the ports of `doors`.

    The documented file with other places for it and without TLS, of which a benchmark on one
    machine would pay both ends.
    """
    balanced = "\n".join(f"server 127.0.0.1:{door};" for door in doors)
    text = _replaced(
        DOCUMENTED.read_text(),
        {
            "pid /run/nginx.pid;": f"pid {folder}/nginx.pid;",
            "error_log /var/log/nginx/error.log;": "error_log stderr;",
            "access_log /var/log/nginx/access.log": f"access_log {folder}/access.log",
            "server 127.0.0.1:8001;": balanced,
            "listen 80;": f"listen unix:{folder}/redirect;",
            "listen 443 ssl http2 ": f"listen 127.0.0.1:{port} ",
            "ssl_certificate /etc/ssl/events.example.org.pem;": "",
            "ssl_certificate_key /etc/ssl/events.example.org.key;": "",
        },
    )
    written = folder / "nginx.conf"
    written.write_text(text)
    return ["/usr/bin/env", "nginx", "-e", "stderr", "-c", str(written), "-g", "daemon off;"]


def _replaced(text: str, parts: dict[str, str]) -> str:
    """Return the text with all parts replaced.

    Raises:
        ValueError: a part is not there exactly once: the documented file has changed.
    """
    for old, new in parts.items():
        if text.count(old) != 1:
            raise ValueError(f"docs/nginx.conf should have “{old}” once")
        text = text.replace(old, new)
    return text
