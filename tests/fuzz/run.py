"""Fuzzes one layer: `python -m tests.fuzz.run TARGET [-max_total_time=600 …]`; what libFuzzer finds new is kept beside the corpus.

atheris is no dependency of the project: `uv pip install --target FOLDER atheris`, then put FOLDER into PYTHONPATH.
"""

from __future__ import annotations

import sys
from pathlib import Path

CORPUS = Path(__file__).parent / "corpus"


def main() -> None:
    import atheris

    with atheris.instrument_imports(include=["models.sync", "tests.fuzz.targets"]):
        from tests.fuzz import targets
    name = sys.argv[1]
    kept = CORPUS / name
    kept.mkdir(parents=True, exist_ok=True)
    for number, seed in enumerate(targets.seeds()[name]):
        (kept / f"seed-{number}").write_bytes(seed)
    found = next((word for word in sys.argv[2:] if not word.startswith("-")), "")
    folders = [found, str(kept)] if found else [str(kept)]
    options = [word for word in sys.argv[2:] if word.startswith("-")]
    atheris.Setup([sys.argv[0], *options, *folders], lambda data: targets.accepted(name, data))
    atheris.Fuzz()


if __name__ == "__main__":
    main()
