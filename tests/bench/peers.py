"""What the exchange is held against: the floor that any exchange must do, git's bundles, PouchDB's replication."""

from __future__ import annotations

import json
import random
import sqlite3
import subprocess
import time
import zlib
from collections.abc import Sequence
from pathlib import Path

POUCH = """
const PouchDB = require('pouchdb-node'), fs = require('fs'), at = process.argv[2];
(async () => {
  const docs = fs.readFileSync(at + '/lines.ndjson', 'utf8').trimEnd().split('\\n').map((line, i) => {
    return { _id: String(i).padStart(8, '0'), ...JSON.parse(line) };
  });
  const from = new PouchDB(at + '/from'), to = new PouchDB(at + '/to');
  await from.bulkDocs(docs);
  const start = process.hrtime.bigint();
  const done = await from.replicate.to(to, { batch_size: 1000 });
  if (done.docs_written !== docs.length) throw new Error('not all: ' + done.docs_written);
  console.log(Number(process.hrtime.bigint() - start) / 1e9);
})();
"""


def random_lines(count: int, length: float = 635) -> list[str]:
    """Lines of random Chinese text, of about so many bytes each."""
    longer = round((length - 635) / 13)
    chance = random.Random(7)
    hanzi = [chr(code) for code in range(0x4E00, 0x9FA5)]
    words = ["".join(chance.choices(hanzi, k=chance.randint(2, 6))) for _ in range(20_000)]
    return [
        json.dumps(
            {"seq": seq, "kind": "StageCompleted", "on": f"case:{chance.getrandbits(64):016x}", "at": "2026-11-22",
             "actor": chance.choice(words), "body": {"address": " ".join(chance.choices(words, k=12)),
             "capacity": chance.randint(1, 630), "note": " ".join(chance.choices(words, k=24 + longer))}},
            ensure_ascii=False,
        )
        for seq in range(count)
    ]  # fmt: skip


def floor(lines: Sequence[str], folder: Path) -> float:
    """Seconds to read the lines' file, deflate and inflate it (level 6), decode each line, store all fields in one table, commit."""
    source = folder / "floor.ndjson"
    source.write_text("\n".join(lines), encoding="utf-8")
    store = sqlite3.connect(folder / "floor.sqlite")
    store.execute("pragma journal_mode=wal")
    store.execute("pragma synchronous=full")
    store.execute("create table line (seq integer primary key, kind text, record text, at text, actor text, body text, raw blob)")
    start = time.perf_counter()
    rows = []
    for raw in zlib.decompress(zlib.compress(source.read_bytes(), 6)).decode().split("\n"):
        told = json.loads(raw)
        body = json.dumps(told["body"], ensure_ascii=False)
        rows.append((told["seq"], told["kind"], told["on"], told["at"], told["actor"], body, raw.encode()))
    store.executemany("insert into line values (?,?,?,?,?,?,?)", rows)
    store.commit()
    taken = time.perf_counter() - start
    store.close()
    return taken


def git_bundle(lines: Sequence[bytes], folder: Path) -> float:
    """Seconds to `git bundle create` one commit with a file a line, and to clone the bundle without writing the files out again."""
    _git(folder, "init", "-q", "repo")
    repo = folder / "repo"
    for number, line in enumerate(lines):
        place = repo / f"{number // 100:03d}"
        place.mkdir(exist_ok=True)
        (place / f"{number:06d}.json").write_bytes(line)
    _git(repo, "add", ".")
    _git(repo, "-c", "user.name=bench", "-c", "user.email=bench@example.org", "commit", "-qm", "lines")
    start = time.perf_counter()
    _git(repo, "bundle", "create", "-q", "../all.bundle", "HEAD")
    _git(folder, "clone", "-q", "--no-checkout", "all.bundle", "clone")
    return time.perf_counter() - start


def _git(folder: Path, *words: str) -> None:
    subprocess.run(["git", *words], cwd=folder, check=True, capture_output=True)


def pouch(lines: Sequence[bytes], folder: Path, modules: Path) -> float:
    """Seconds of PouchDB's replication of the lines as documents from one database to another (LevelDB, batches of 1000)."""
    (folder / "lines.ndjson").write_bytes(b"".join(line + b"\n" for line in lines))
    (script := modules / "replicate.cjs").write_text(POUCH)
    done = subprocess.run(["node", str(script), str(folder)], cwd=modules, check=True, capture_output=True, text=True)
    return float(done.stdout)
