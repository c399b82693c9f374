"""A4 pages: title, running foot, page breaks, and the two-part sheet with its cut line. All measures in points."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import takewhile
from typing import Any

from reports.fonts import text_width
from reports.grid import Block, Gap, PageBreak
from reports.paragraph import Paragraph, heavy, plain

WIDTH, HEIGHT = 595.2756, 841.8898
SIDE = 57.0                                  # 20 mm
TOP, FOOT = 45.0, 48.0
HALF_TOP, HALF_FOOT = 26.0, 40.0              # at the paper's edges
CUT_ABOVE, CUT_BELOW = 32.0, 18.0             # above and below the cut line
COLUMN = WIDTH - 2 * SIDE
RUNNING_HEAD = 27.0
TITLE_ROOM = COLUMN - 2 * 92                  # between the marks 补打 and 存根联 and as much at the left
LEAST_TITLE = 0.75                            # of its size; longer still, it is broken
IMAGE_WIDEST = 130.0                          # of the station's image
CUSTOMER_PART, STUB_PART = "客户联", "存根联"


@dataclass(frozen=True)
class Face:
    """What stands around the body: title, the line under it, the foot (`foot_short` where it is too long), the marks 补打 and 预览.

    `image` is the station's own, at the left of the title.
    """

    title: str
    left: str = ""
    right: str = ""
    foot_left: str = ""
    foot_short: str = ""
    foot_right: str = ""
    mark: str = ""
    image: bytes = b""


@dataclass(frozen=True)
class Placed:
    """A block at its place on a page; `top` counts upwards from the lower edge of the paper."""

    block: Block
    top: float
    height: float


@dataclass(frozen=True)
class Frame:
    """One part of a sheet: its upper and lower edge, and the size of its title."""

    upper: float
    lower: float
    title_size: float

    @property
    def half(self) -> bool:
        """Whether the frame is half a sheet."""
        return self.upper - self.lower < HEIGHT * 0.6


WHOLE = Frame(HEIGHT - TOP, FOOT, 18)
UPPER_HALF = Frame(HEIGHT - HALF_TOP, HEIGHT / 2 + CUT_ABOVE, 16)
LOWER_HALF = Frame(HEIGHT / 2 - CUT_BELOW, HALF_FOOT, 16)


def head_height(frame: Frame, face: Face) -> float:
    """What the title and the line under it take from the first page."""
    lines = len(_title(face, frame).lines(TITLE_ROOM))
    return frame.title_size * 1.6 * lines + (16 if face.left or face.right else 6)


def _title(face: Face, frame: Frame) -> Paragraph:
    """The title, smaller where it would run under the marks at its right; a very long one takes two lines."""
    shrunk = frame.title_size * TITLE_ROOM / max(TITLE_ROOM, text_width(face.title, frame.title_size, bold=True))
    return heavy(face.title, max(shrunk, frame.title_size * LEAST_TITLE), align="center", leading=frame.title_size * 1.6)


def _in_line(text: str, size: float, room: float, **options: Any) -> Paragraph:
    """One line of a head or foot, set as small as it must be to fit its room."""
    return plain(text, size * room / max(room, text_width(text, size) + 0.1), **options)


def paginate(blocks: tuple[Block, ...], frame: Frame, face: Face) -> list[list[Placed]]:
    """Breaks blocks over as many frames as they need; later pages have a short running head instead of the title."""
    pages: list[list[Placed]] = [[]]
    at = frame.upper - head_height(frame, face)
    waiting = list(blocks)
    while waiting:
        block = waiting.pop(0)
        if isinstance(block, Gap) and not pages[-1]:
            continue
        if isinstance(block, PageBreak):
            pages.append([])
            at = frame.upper - RUNNING_HEAD
            continue
        height = block.height(COLUMN)
        if at - height >= frame.lower - 1e-6:
            pages[-1].append(Placed(block, at, height))
            at -= height
            continue
        cut = block.split(COLUMN, at - frame.lower)
        if cut is not None:
            own = cut[0].height(COLUMN)
            pages[-1].append(Placed(cut[0], at, own))
            waiting.insert(0, cut[1])
        elif pages[-1]:
            waiting.insert(0, block)
        else:
            pages[-1].append(Placed(block, at, height))
        if waiting:
            pages.append([])
            at = frame.upper - RUNNING_HEAD
    return [page for page in pages if page]


def fits(blocks: tuple[Block, ...], frame: Frame, face: Face) -> bool:
    """Whether everything up to the first page break stands on one page of this frame."""
    first = takewhile(lambda block: not isinstance(block, PageBreak), blocks)
    return sum(block.height(COLUMN) for block in first) + head_height(frame, face) <= frame.upper - frame.lower


def draw_page(canvas: Any, placed: list[Placed], frame: Frame, face: Face, number: tuple[int, int], part: str = "") -> None:
    """Draws one page or half: head, body, foot. `number` is (page, of pages)."""
    if number[0] == 1:
        _draw_head(canvas, frame, face)
    else:
        running = _in_line(f"{face.title}（续）", 9, TITLE_ROOM, align="center", leading=13.5, colour=0.3)
        running.draw(canvas, SIDE + (COLUMN - TITLE_ROOM) / 2, frame.upper - 6, TITLE_ROOM)
    if part:
        _draw_tag(canvas, part, WIDTH - SIDE, frame.upper)
    if face.mark:
        _draw_tag(canvas, face.mark, WIDTH - SIDE - (_tag_width(part) + 6 if part else 0), frame.upper)
    for item in placed:
        item.block.draw(canvas, SIDE, item.top, COLUMN, item.height)
    _draw_foot(canvas, frame, face, number)


def _draw_head(canvas: Any, frame: Frame, face: Face) -> None:
    title = _title(face, frame)
    title.draw(canvas, SIDE + (COLUMN - TITLE_ROOM) / 2, frame.upper, TITLE_ROOM)
    if face.image:
        _draw_image(canvas, face, frame)
    under = frame.upper - title.height(TITLE_ROOM)
    half = COLUMN / 2 - 6
    if face.left:
        _in_line(face.left, 9, half, align="left", leading=13.5).draw(canvas, SIDE, under, half)
    if face.right:
        _in_line(face.right, 9, half, align="right", leading=13.5).draw(canvas, WIDTH - SIDE - half, under, half)


def _draw_image(canvas: Any, face: Face, frame: Frame) -> None:
    """The station's image in the free corner beside the title: as high as the title's line, never below it nor into its words."""
    from reports.sketch_box import draw_picture

    free = (COLUMN - min(TITLE_ROOM, text_width(face.title, frame.title_size, bold=True))) / 2 - 8
    draw_picture(canvas, face.image, SIDE, frame.upper, min(free, IMAGE_WIDEST), frame.title_size * 1.5, middle=False)


def _tag_width(text: str) -> float:
    return max(40.0, text_width(text, 9) + 10)


def _draw_tag(canvas: Any, text: str, right: float, upper: float) -> None:
    """A small framed word at the right of the title, as wide as it is long."""
    width = _tag_width(text)
    canvas.saveState()
    canvas.setLineWidth(0.7)
    canvas.rect(right - width, upper - 21, width, 15, stroke=1, fill=0)
    canvas.restoreState()
    heavy(text, 9, align="center", leading=15).draw(canvas, right - width, upper - 6, width)


def _draw_foot(canvas: Any, frame: Frame, face: Face, number: tuple[int, int]) -> None:
    line = frame.lower - (8 if frame.half else 12)
    canvas.saveState()
    canvas.setLineWidth(0.4)
    canvas.setStrokeGray(0.6)
    canvas.line(SIDE, line, WIDTH - SIDE, line)
    canvas.restoreState()
    third = COLUMN * 0.42
    left = face.foot_left if text_width(face.foot_left, 8) <= third else face.foot_short
    _in_line(left, 8, third, align="left", leading=12, colour=0.25).draw(canvas, SIDE, line - 1, third)
    plain(f"第 {number[0]} 页 共 {number[1]} 页", 8, align="center", colour=0.25).draw(canvas, SIDE + third, line - 1, COLUMN - 2 * third)
    _in_line(face.foot_right, 8, third, align="right", leading=12, colour=0.25).draw(canvas, WIDTH - SIDE - third, line - 1, third)


def draw_cut_line(canvas: Any, word: str = "骑 缝 章") -> None:
    """The dashed line between the halves, with the place where the seal is set across both."""
    middle = HEIGHT / 2
    canvas.saveState()
    canvas.setLineWidth(0.6)
    canvas.setStrokeGray(0.35)
    canvas.setDash(4, 3)
    canvas.line(18, middle, WIDTH - 18, middle)
    canvas.restoreState()
    _knocked_out(canvas, "裁 切 线", SIDE + 4, middle)
    _knocked_out(canvas, word, WIDTH / 2 - 24, middle)


def _knocked_out(canvas: Any, text: str, x: float, middle: float) -> None:
    canvas.saveState()
    canvas.setFillGray(1)
    canvas.rect(x - 2, middle - 6, 52, 12, stroke=0, fill=1)
    canvas.restoreState()
    plain(text, 8, align="center", leading=12, colour=0.35).draw(canvas, x, middle + 6, 48)


@dataclass(frozen=True)
class SealBox:
    """A place to sign and to set a seal: a title above, room, and 年 月 日 at the foot."""

    title: str
    size: float = 9.5
    room: float = 40
    dated: bool = True
    hint: str = ""

    @property
    def fills(self) -> bool:
        """The box takes the whole cell."""
        return True

    def height(self, width: float) -> float:
        """Title, room, date."""
        return self._head().height(width) + self.room

    def _head(self) -> Paragraph:
        return plain(self.title, self.size, align="left")

    def draw(self, canvas: Any, x: float, top: float, width: float, height: float = 0) -> None:
        """Draws title at the top and the date line at the foot."""
        self._head().draw(canvas, x, top, width)
        if self.hint:
            plain(self.hint, self.size, align="left").draw(canvas, x, top - self.size * 1.5, width)
        if self.dated:
            line = self.size * 1.5
            plain("年　　月　　日", self.size, align="right").draw(canvas, x, top - height + line, width - 6)

    def split(self, width: float, room: float) -> None:
        """A place to sign is never cut."""
