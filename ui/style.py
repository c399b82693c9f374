"""The look: colours named once, levels, the bundled typefaces, and the style sheet made from them."""

import re
from dataclasses import dataclass

from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette
from PySide6.QtWidgets import QApplication, QStyleFactory

from models.problems import StationError
from resources import path

BASE_SIZE = 14
ROW_HEIGHT = 36
NAV_WIDTH = 176
FAMILIES = ("Noto Sans SC", "HanaMinB")
_FONT_FILES = ("NotoSansSC-Regular.ttf", "NotoSansSC-Bold.ttf", "HanaMinB.ttf")

INK = "#1F2A30"
MUTED = "#5F6B73"
FAINT = "#8A959C"  # only for what cannot be used now; too light for text that must be read
LINE = "#DDE3E6"
EDGE = "#C3CCD1"
PAGE = "#F5F7F8"
CARD = "#FFFFFF"
ACCENT = "#00706B"
ACCENT_DARK = "#005954"
ACCENT_LIGHT = "#E1F0EF"
DANGER = "#C62828"
DANGER_LIGHT = "#FDEAEA"
FOCUS = "#00706B"


@dataclass(frozen=True)
class Level:
    """How one level is told: never by colour alone. `colour` is for the shape, `text` for words (at least 4.5:1 on `background`)."""

    name: str
    shape: str
    letter: str
    colour: str
    text: str
    background: str


LEVELS = {
    "overdue": Level("逾期", "■", "逾", "#C62828", "#C62828", "#FDEAEA"),
    "due": Level("今明到期", "▲", "到", "#E65100", "#B84000", "#FFF0E3"),
    "near": Level("临近", "●", "近", "#B58900", "#7D5E00", "#FFF7DB"),
    "waiting": Level("等待客户", "‖", "等", "#546E7A", "#4F6771", "#ECEFF1"),
    "calm": Level("正常", "✓", "常", "#2E7D32", "#2B6A2E", "#E8F3E9"),
}
"""The levels of the Today page in the order of urgency."""


@dataclass(frozen=True)
class DayColours:
    """One kind of day in the strip that explains a due date."""

    name: str
    text: str
    background: str


DAYS = {
    "工": DayColours("工作日", ACCENT, ACCENT_LIGHT),
    "休": DayColours("周末", MUTED, "#EEF1F2"),
    "假": DayColours("节假日", "#A03A2C", "#F9E9E6"),
    "班": DayColours("调休上班", "#1F5C99", "#E4EEF8"),
    "停": DayColours("暂停计时", "#6B5200", "#F6EFD8"),
    "·": DayColours("不计", MUTED, CARD),
}
"""The marks of `models.clock.Day` and how each is painted."""


def load_style(scale: float) -> str:
    """The style sheet with colours and sizes put in; `scale` 1.0 to 2.0 multiplies every size written in sp."""
    names = {name.lower(): value for name, value in globals().items() if isinstance(value, str) and value.startswith("#")}
    for code, level in LEVELS.items():
        names |= {f"{code}_text": level.text, f"{code}_background": level.background}
    names["icons"] = path("icons").as_posix()
    sheet = path("style.qss").read_text(encoding="utf-8")
    sheet = re.sub(r"@([a-z_]+)", lambda found: names[found[1]], sheet)
    return re.sub(r"\b(\d+)sp\b", lambda found: f"{scaled(int(found[1]), scale)}px", sheet)


def scaled(size: int, scale: float) -> int:
    """A size drawn at 100 % in whole pixels at this scale; never 0."""
    return max(1, round(size * scale))


def load_fonts() -> None:
    """Make the bundled typefaces known, so that no system font is needed and rare characters of names are shown."""
    for name in _FONT_FILES:
        if QFontDatabase.addApplicationFont(str(path("fonts", name))) < 0:
            raise StationError(f"程序自带的字体 {name} 无法载入。", "程序文件可能不完整，请重新安装。")


def text_font(scale: float, size: int = BASE_SIZE, *, bold: bool = False) -> QFont:
    """The typeface at a size in pixels drawn at 100 %, for what paints its own text."""
    font = QFont(list(FAMILIES))
    font.setPixelSize(scaled(size, scale))
    font.setBold(bold)
    return font


def dress(app: QApplication, scale: float) -> None:
    """Give the whole program its fonts, colours and style sheet; call again when the clerk changes the scale."""
    load_fonts()
    app.setStyle(QStyleFactory.create("Fusion"))
    app.setPalette(_palette())
    app.setFont(text_font(scale))
    app.setStyleSheet(load_style(scale))


def _palette() -> QPalette:
    palette = QPalette()
    roles = {
        QPalette.ColorRole.Window: PAGE,
        QPalette.ColorRole.Base: CARD,
        QPalette.ColorRole.AlternateBase: PAGE,
        QPalette.ColorRole.Button: CARD,
        QPalette.ColorRole.WindowText: INK,
        QPalette.ColorRole.Text: INK,
        QPalette.ColorRole.ButtonText: INK,
        QPalette.ColorRole.ToolTipBase: INK,
        QPalette.ColorRole.ToolTipText: CARD,
        QPalette.ColorRole.PlaceholderText: MUTED,
        QPalette.ColorRole.Highlight: ACCENT,
        QPalette.ColorRole.HighlightedText: CARD,
        QPalette.ColorRole.Link: ACCENT,
        QPalette.ColorRole.LinkVisited: ACCENT_DARK,
        QPalette.ColorRole.Accent: ACCENT,
    }
    for role, colour in roles.items():
        palette.setColor(role, QColor(colour))
    for role in (QPalette.ColorRole.WindowText, QPalette.ColorRole.Text, QPalette.ColorRole.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, role, QColor(FAINT))
    return palette
