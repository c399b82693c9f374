"""Drafts: on disk after every field, several at once, and a damaged file never takes the station with it."""

import subprocess
import sys
from datetime import datetime
from pathlib import Path

import pytest

from models.problems import StationError
from models.services.station import open_station
from models.store.drafts import Drafts
from tests.stations import PASSWORD

NOW = datetime(2026, 11, 23, 9, 0)
ROOT = Path(__file__).parents[3]
TYPES = """
import os, sys
from datetime import datetime
from pathlib import Path
from models.store.drafts import Drafts
now = datetime(2026, 11, 23, 9, 0)
drafts = Drafts(Path(sys.argv[1]), bytes(32))
drafts.begin("a", "register", "", now)
for text in ("王", "王桂", "王桂枝"):
    drafts.put("a", "applicant", text, now)
os.kill(os.getpid(), 9)
"""


@pytest.fixture(name="drafts")
def _drafts(tmp_path):
    opened = Drafts(tmp_path / "drafts.db", bytes(32))
    yield opened
    opened.close()


def test_what_was_typed_is_there_after_a_kill_between_two_keystrokes(tmp_path):
    path = tmp_path / "drafts.db"
    killed = subprocess.run([sys.executable, "-c", TYPES, str(path)], cwd=ROOT, check=False, capture_output=True)
    assert killed.returncode == -9, killed.stderr
    drafts = Drafts(path, bytes(32))
    assert drafts.values("a") == {"applicant": "王桂枝"}
    drafts.close()
    everything = b"".join(file.read_bytes() for file in tmp_path.iterdir())
    assert "王桂枝".encode() not in everything


def test_several_drafts_live_beside_each_other_the_latest_first(drafts):
    for minute, name in enumerate(("a", "b", "c")):
        at = NOW.replace(minute=minute)
        drafts.begin(name, "register", "", at)
        drafts.put(name, "capacity", name, at)
    drafts.begin("a", "LV-APP", "x", NOW.replace(minute=30))
    drafts.put("a", "sources", [{"number": "1"}, {"number": ""}], NOW.replace(minute=40))
    drafts.put("a", "needs_vat_invoice", True, NOW.replace(minute=40))
    drafts.entitle("a", "张𬀩")
    assert [head.id for head in drafts.heads()] == ["a", "c", "b"]
    assert (drafts.heads()[0].title, drafts.heads()[0].kind) == ("张𬀩", "register")
    assert drafts.values("a") == {"capacity": "a", "sources": [{"number": "1"}, {"number": ""}], "needs_vat_invoice": True}
    drafts.discard("a")
    drafts.discard("a")
    assert drafts.values("a") == {}
    assert [head.id for head in drafts.heads()] == ["c", "b"]


@pytest.mark.parametrize("content", [b"garbage" * 1000, b"\0" * 8192])
def test_a_damaged_drafts_file_is_told_with_a_way_out(home, clock, content):
    for file in (home / "station").glob("drafts.db*"):
        file.unlink()
    path = home / "station" / "drafts.db"
    path.write_bytes(content)
    with pytest.raises(StationError, match="草稿文件 drafts.db 打不开.*改名留存"):
        open_station(home / "station", PASSWORD, clock)
    path.rename(path.with_name("drafts-old.db"))
    open_station(home / "station", PASSWORD, clock).close()
