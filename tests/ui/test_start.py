"""What a start may bring in: the first page is on the screen before anything that takes long is imported."""

import json
import subprocess
import sys
from pathlib import Path

from tests.ui.case_station import Clock, mill
from tests.ui.copied_station import copied_station

OPENING = """
import json, sys
from datetime import datetime
from pathlib import Path
from ui import app
qt = app._application()
entrance = app.Entrance(Path(sys.argv[1]), lambda: datetime(2026, 11, 23, 9, 40), False, at_once=True)
entrance.start()
qt.processEvents()
entrance.open("demo")
qt.processEvents()
desk = entrance.desk
slow = ("sqlalchemy", "reportlab", "chinese_calendar", "models.forms", "models.case", "models.rules")
print(json.dumps([len(desk.page.table.cases.rows), desk.isVisible(), [name for name in slow if name in sys.modules]]))
"""


def test_the_first_page_needs_neither_sqlalchemy_nor_the_folding(tmp_path):
    clock = Clock()
    station = copied_station(tmp_path, clock)
    mill(station, clock)
    station.close()
    command = [sys.executable, "-c", OPENING, str(station.folder)]
    told = subprocess.run(command, cwd=Path(__file__).parents[2], capture_output=True, text=True, check=True, timeout=60)
    assert json.loads(told.stdout) == [1, True, []]
