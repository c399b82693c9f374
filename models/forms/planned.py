"""What a plan says of meters and transformers in words, taken apart for the papers that come after it."""

import re

_WIRINGS = ("单相二线", "三相三线", "三相四线")


def meter_drafted(words: str, accuracy: str = "") -> dict[str, str]:
    """The draft row of a meter to be fitted from words like 三相四线 3×220/380 V 1.5(6) A; what they do not say is left out."""
    wiring = next((one for one in _WIRINGS if one in words), "")
    current = re.search(r"\d+(?:\.\d+)?\s*[(（]\s*\d+(?:\.\d+)?\s*[)）]", words)
    drafted = {"wiring": wiring, "phase": wiring[:2], "amperes": current[0] if current else "", "accuracy": accuracy}
    return {name: text for name, text in drafted.items() if text}


def ratio_in(words: str) -> str:
    """The ratio in words like 50/5，0.2S 级; empty where there is none."""
    found = re.search(r"\d+(?:\.\d+)?\s*/\s*\d+(?:\.\d+)?", words)
    return found[0] if found else ""
