"""Keeps the journal of a release for ever: `python -m tests.journeys.keep_journal STATION_DIR tests/data/journals/0.1.0.ndjson`.

One line a fact: the exact bytes of the journal's line, its hash and its personal part, as base64 in JSON. Run once a release, on a
demo station (`./run demo`), with YEKUO_PASSWORD set; tests/models/test_kept_journals.py reads every file that was ever kept.
"""

from __future__ import annotations

import base64
import json
import os
import sys
from datetime import datetime
from pathlib import Path

from models.services.station import looking, open_station
from models.store import journal


def main(words: list[str]) -> int:
    folder, target = Path(words[0]), Path(words[1])
    station = open_station(folder, os.environ["YEKUO_PASSWORD"], lambda: datetime(2026, 11, 23, 9, 0))
    try:
        with looking(station) as connection:
            rows = []
            for code, epoch, _last in journal.epochs(connection):
                for line in journal.lines_from(connection, code, epoch, 0):
                    private = journal.private_data(connection, [line.private]) if line.private else {}
                    data = private.get(line.private or "", b"")
                    kept = {"line": base64.b64encode(line.line).decode(), "private": base64.b64encode(data).decode()}
                    rows.append({**kept, "hash": line.hash.hex()})
    finally:
        station.close()
    target.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="ascii")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
