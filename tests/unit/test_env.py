"""A wrong setting says which it is and what would be right, without a traceback."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def start(folder, **names) -> subprocess.CompletedProcess[str]:
    plain = {"VAR_DIR": str(folder), "DJANGO_SETTINGS_MODULE": "virtualcrowd.settings"}
    return subprocess.run(
        [sys.executable, "manage.py", "check"],
        check=False,
        capture_output=True,
        text=True,
        cwd=ROOT,
        env=os.environ | plain | names,
    )


@pytest.mark.parametrize(
    ("names", "words"),
    [
        ({"PORT": "abc"}, "PORT is no whole number from 1 on: 'abc'."),
        ({"KEEP_ATTENDANCE_DAYS": "0"}, "KEEP_ATTENDANCE_DAYS is no whole number from 1 on: '0'."),
        ({"TRUST_PROXY": "maybe"}, "TRUST_PROXY is neither 1 nor 0: 'maybe'."),
        ({"ZOOM_SDK_SOURCE": "cnd"}, "ZOOM_SDK_SOURCE is none of self, cdn: 'cnd'."),
        ({"DATABASE_URL": "mysql://u:secret@h/d"}, "DATABASE_URL begins with none of sqlite://, "),
        ({"EMAIL_URL": "smtp.example.org"}, "EMAIL_URL begins with none of smtp+tls://, "),
        ({"VAR_DIR": "/dev/null/var"}, "VAR_DIR cannot be made: "),
        ({"DATABASE_URL": "postgres://u:secret@127.0.0.1:1/d"}, "DATABASE_URL does not let us in"),
    ],
)
def test_wrong_value_is_one_sentence(tmp_path, names, words):
    done = start(tmp_path, **names)

    assert done.returncode == 1
    assert done.stderr.startswith("Settings (.env): ")
    assert words in done.stderr
    assert "Traceback" not in done.stderr
    assert "secret" not in done.stderr


def test_blank_is_the_default(tmp_path):
    blank = ("PORT", "TRUST_PROXY", "DATABASE_URL", "EMAIL_URL", "ZOOM_SDK_SOURCE", "PUBLIC_URL")
    done = start(tmp_path, **dict.fromkeys(blank, ""))

    assert (done.returncode, done.stderr) == (0, "")
