"""The keys that the demo prints are those of apps which its stand-in of Zoom knows."""

from pathlib import Path

import pytest

from virtualcrowd.demo.management.commands.up import READY_DEMO
from zoomsandbox.seeds import apps


@pytest.mark.parametrize("kind", ["General", "Sdk", "S2S"])
def test_each_way_of_connecting_has_its_keys_printed(kind: str) -> None:
    """The guide names three ways and says that the keys of each are printed."""
    printed = [word for word in READY_DEMO.split() if word.startswith(f"sandbox{kind}")]
    assert len(printed) == 2
    seeds = Path(str(apps.__file__)).read_text()
    assert all(key in seeds for key in printed)
