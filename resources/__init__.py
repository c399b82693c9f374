"""What the program brings along, and the only code that knows where it lies."""

import sys
from pathlib import Path

ROOT = Path(getattr(sys, "_MEIPASS", Path(__file__).resolve().parent.parent)) / "resources"


def path(*parts: str) -> Path:
    """Where a bundled file or folder lies, from source and in a built program alike: `path("fonts", "HanaMinB.ttf")`."""
    return ROOT.joinpath(*parts)
