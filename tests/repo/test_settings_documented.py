"""A setting that nobody can find is no setting."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def names_read() -> set[str]:
    source = (ROOT / "virtualcrowd/env.py").read_text()
    return set(re.findall(r'env\.(?:str|bool|int|list|word|url)\(\s*"([A-Z_]+)"', source))


def test_every_setting_stands_in_the_example():
    example = (ROOT / ".env.example").read_text()

    assert set(re.findall(r"^([A-Z_]+)=", example, re.MULTILINE)) == names_read()


@pytest.mark.parametrize("path", sorted(ROOT.glob("virtualcrowd/**/*.py")))
def test_only_env_reads_the_environment(path):
    if path.name in {"env.py", "wsgi.py", "rsgi.py", "app.py", "supervisor.py"}:
        return

    assert "os.environ" not in path.read_text(), "settings are read in env.py only"
