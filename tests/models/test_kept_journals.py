"""Journals of earlier releases are read for ever: the chain holds, every kind is known, the cases come out as they did."""

import base64
import json
from collections import Counter
from pathlib import Path

import pytest

from models.case import fold
from models.events import read_fact
from models.rules import RuleBook, RuleText
from models.store.journal import NO_HASH, chain

KEPT = sorted((Path(__file__).parents[1] / "data" / "journals").glob("*.ndjson"))


def rows(path: Path) -> list[tuple[bytes, str, bytes]]:
    kept = [json.loads(line) for line in path.read_text(encoding="ascii").splitlines()]
    return [(base64.b64decode(row["line"]), row["hash"], base64.b64decode(row["private"])) for row in kept]


def test_a_journal_of_every_release_is_kept() -> None:
    assert [path.stem for path in KEPT] == ["0.1.0"]


@pytest.mark.parametrize("path", KEPT, ids=lambda path: path.stem)
def test_its_chain_is_whole(path: Path) -> None:
    previous = NO_HASH
    for line, digest, _private in rows(path):
        previous = chain(previous, line)
        assert previous.hex() == digest


@pytest.mark.parametrize("path", KEPT, ids=lambda path: path.stem)
def test_its_cases_fold_as_they_did(path: Path) -> None:
    facts = [read_fact(line, private or None) for line, _digest, private in rows(path)]
    assert not [fact.envelope.kind for fact in facts if fact.event is None]
    names = dict.fromkeys(name for fact in facts for name in fact.envelope.on if name.startswith("case:"))
    cases = [fold(name, [fact for fact in facts if name in fact.envelope.on]) for name in names]
    expected = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    assert dict(Counter(case.status for case in cases)) == expected["status"]
    assert sorted(f"{case.number} {case.status} {','.join(sorted(case.marks))}" for case in cases) == expected["cases"]


@pytest.mark.parametrize("path", KEPT, ids=lambda path: path.stem)
def test_its_rules_still_load(path: Path) -> None:
    facts = [read_fact(line, private or None) for line, _digest, private in rows(path)]
    texts = [fact.event for fact in facts if fact.envelope.kind == "RulesAdopted"]
    book = RuleBook.from_texts([RuleText(text.subject, text.code, text.text) for text in texts if text.subject != "calendar"])  # type: ignore[union-attr]
    assert book.types
