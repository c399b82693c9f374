"""A file on its way in: known by its content, checked to the end, photos turned upright, scaled down and freed of where they were taken.

The limits are the program's own: 默认值（非规定）.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from models.pdf_pages import count_pages
from models.plain_pictures import plain_jpeg, plain_png
from models.problems import StationError, cause_of

if TYPE_CHECKING:
    from PIL.Image import Image

LARGEST_PICTURE = 40 << 20
LARGEST_PDF = 20 << 20
MOST_PIXELS = 120_000_000
MOST_PIXELS_UNPACKED = 50_000_000
"""Of pictures that are not JPEG: these stand in memory at their full size before they can be made smaller."""
MOST_PAGES = 200
LONGEST_SIDE = 2560
"""Pixels of a kept photo: 220 dots an inch on the long side of A4."""
LARGEST_KEPT_PNG = 3 << 20
LONGEST_NAME = 120
ACCEPTED = "可以附：照片和图片（JPG、PNG、BMP、WebP、单页 TIFF）、PDF。"
SUFFIXES = {"image/jpeg": ".jpg", "image/png": ".png", "application/pdf": ".pdf"}

_PICTURES = (
    (b"\xff\xd8\xff", 0, "JPEG"), (b"\x89PNG\r\n\x1a\n", 0, "PNG"), (b"BM", 0, "BMP"), (b"WEBP", 8, "WEBP"), (b"II*\0", 0, "TIFF"),
    (b"MM\0*", 0, "TIFF"),
)  # fmt: skip
_REFUSED = (
    (b"MZ", 0, "可执行程序", "不要打开它，请确认文件的来历。"), (b"\x7fELF", 0, "可执行程序", "不要打开它，请确认文件的来历。"),
    (b"PK\x03\x04", 0, "压缩包或 Word、Excel 文档", "压缩包请先解压；Word、Excel 请另存为 PDF。"),
    (b"Rar!", 0, "压缩包", "请先解压。"), (b"7z\xbc\xaf", 0, "压缩包", "请先解压。"),
    (b"\xd0\xcf\x11\xe0", 0, "旧版 Word、Excel 文档", "请另存为 PDF。"),
    (b"ftypheic", 4, "苹果手机的 HEIC 照片", "请在手机“设置—相机—格式”里选“兼容性最佳”，或发送时选 JPG。"),
    (b"ftypmif1", 4, "HEIF 照片", "请转成 JPG。"), (b"ftyp", 4, "视频或新格式的照片", "照片请转成 JPG。"),
    (b"GIF8", 0, "GIF 动图", "请转成 JPG 或 PNG。"),
)  # fmt: skip


@dataclass(frozen=True)
class Incoming:
    """A file ready to be kept: the bytes as they will lie here, their media type, and in words what was changed."""

    name: str
    data: bytes
    kind: str
    pages: int = 1
    changed: tuple[str, ...] = ()


def incoming(path: Path) -> Incoming:
    """Reads and prepares a file; StationError says what is wrong with it and what to do."""
    try:
        size = path.stat().st_size
        if size > LARGEST_PICTURE:
            raise _too_large(path.name, size, LARGEST_PICTURE)
        data = path.read_bytes()
    except OSError as error:
        raise StationError(f"“{path.name}”读不出来（{cause_of(error)}）。", "请检查文件还在不在，U 盘有没有拔出。") from error
    return prepared(path.name, data)


def prepared(name: str, data: bytes) -> Incoming:
    """The same of bytes that are here already, such as a picture from the clipboard. What is no picture and no PDF is refused."""
    name = clean_name(name)
    if not data:
        raise StationError(f"“{name}”是空文件（0 字节）。", "请重新拷贝或重新扫描。")
    if len(data) > LARGEST_PICTURE:
        raise _too_large(name, len(data), LARGEST_PICTURE)
    picture = next((known for magic, at, known in _PICTURES if data[at : at + len(magic)] == magic), "")
    if picture:
        return _picture(name, data, picture)
    if data.lstrip(b"\xef\xbb\xbf \r\n\t")[:5] == b"%PDF-":
        return _pdf(name, data)
    what, hint = next(((what, hint) for magic, at, what, hint in _REFUSED if data[at : at + len(magic)] == magic), ("", ""))
    told = f"内容是{what}" if what else "内容不是照片，也不是 PDF"
    raise StationError(f"“{name}”不能作附件：{told}。", f"{hint}{ACCEPTED}")


def kind_of_bytes(data: bytes) -> str:
    """The media type of a kept file by its first bytes; PDF where it is no picture."""
    return "image/jpeg" if data[:3] == b"\xff\xd8\xff" else "image/png" if data[:4] == b"\x89PNG" else "application/pdf"


def clean_name(name: str) -> str:
    """A file's own name without folders, without characters that do not print, not longer than LONGEST_NAME."""
    bare = "".join(char for char in name.replace("\\", "/").rpartition("/")[2] if char.isprintable()).strip() or "附件"
    if len(bare) <= LONGEST_NAME:
        return bare
    stem, dot, suffix = bare.rpartition(".")
    return f"{stem[: LONGEST_NAME - 10]}…{dot}{suffix[:8]}" if stem else bare[:LONGEST_NAME]


def _too_large(name: str, size: int, most: int) -> StationError:
    return StationError(
        f"“{name}”太大（{size / (1 << 20):.0f} MB），最大 {most >> 20} MB。",
        "照片请在手机上选较小的尺寸；PDF 请用较低的分辨率扫描，或拆成几份。",
    )


def _pdf(name: str, data: bytes) -> Incoming:
    if len(data) > LARGEST_PDF:
        raise _too_large(name, len(data), LARGEST_PDF)
    try:
        pages = count_pages(data)
    except StationError as error:
        raise StationError(f"“{name}”：{error.message}", error.hint) from error
    if not pages:
        raise StationError(f"“{name}”里一页也没有。", "请重新扫描一份。")
    if pages > MOST_PAGES:
        raise StationError(f"“{name}”有 {pages} 页，最多 {MOST_PAGES} 页。", "请只留要附的几页，或拆成几份。")
    return Incoming(name, data, "application/pdf", pages)


def _picture(name: str, data: bytes, known: str) -> Incoming:
    import struct

    from PIL import Image

    try:
        with Image.open(BytesIO(data), formats=(known,)) as image:
            _check_size(name, image, known)
            return _kept(name, data, image, known)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning, MemoryError) as error:
        raise _too_many_pixels(name) from error
    except (OSError, SyntaxError, ValueError, EOFError, IndexError, KeyError, TypeError, struct.error) as error:
        raise StationError(f"“{name}”已损坏或没有传完，打不开。", "请重新拍照、重新扫描，或重新拷贝一份。") from error


def _too_many_pixels(name: str) -> StationError:
    return StationError(f"“{name}”的像素太多，打开会占满内存，没有接收。", "请用较小的尺寸重新保存或拍照。")


def _check_size(name: str, image: Image, known: str) -> None:
    if image.width * image.height > (MOST_PIXELS if known == "JPEG" else MOST_PIXELS_UNPACKED):
        raise _too_many_pixels(name)
    if known == "TIFF" and getattr(image, "n_frames", 1) > 1:
        raise StationError(f"“{name}”是多页 TIFF，只能附单页的。", "请把多页扫描件另存为 PDF。")


def _kept(name: str, data: bytes, image: Image, known: str) -> Incoming:
    """As it came but for what it tells of where and when, if it is upright and small enough; else drawn anew."""
    upright = image.getexif().get(0x0112, 1) in (0, 1)
    small = max(image.size) <= LONGEST_SIDE
    if upright and small and known in ("JPEG", "PNG") and (known == "JPEG" or len(data) <= LARGEST_KEPT_PNG):
        image.load()  # to its last byte: half a picture is refused
        bare = plain_jpeg(data) if known == "JPEG" else plain_png(data)
        changed = () if bare == data else ("已去掉拍摄信息",)
        return Incoming(name, bare, "image/jpeg" if known == "JPEG" else "image/png", 1, changed)
    return _drawn_anew(name, image, known)


def _drawn_anew(name: str, image: Image, known: str) -> Incoming:
    from PIL import ImageOps

    changed = tuple(_changes(image, known))
    image.thumbnail((LONGEST_SIDE, LONGEST_SIDE))  # lets a large JPEG be unpacked at a fraction of its size
    upright = ImageOps.exif_transpose(image)
    out, scan = BytesIO(), upright.mode in ("1", "L") and known != "JPEG"
    if scan:
        upright.save(out, "PNG", optimize=True)
    if not scan or out.tell() > LARGEST_KEPT_PNG:
        out = BytesIO()
        _on_white(upright).save(out, "JPEG", quality=85, optimize=True, icc_profile=upright.info.get("icc_profile"))
        scan = False
    return Incoming(name, out.getvalue(), "image/png" if scan else "image/jpeg", 1, changed)


def smaller(data: bytes, side: int) -> bytes:
    """A kept picture with a longer side of at most `side` pixels, for paper; the same bytes where it is small enough."""
    from PIL import Image

    try:
        with Image.open(BytesIO(data), formats=("JPEG", "PNG")) as image:
            if max(image.size) <= side:
                return data
            out, known = BytesIO(), image.format or "PNG"
            image.thumbnail((side, side))
            image.save(out, known, quality=85, icc_profile=image.info.get("icc_profile"))
            return out.getvalue()
    except (OSError, SyntaxError, ValueError) as error:
        raise StationError("这个附件不是照片，或已损坏。", "请换一张照片。") from error


def _changes(image: Image, known: str) -> Iterator[str]:
    if image.getexif().get(0x0112, 1) not in (0, 1):
        yield "已转正"
    if max(image.size) > LONGEST_SIDE:
        yield f"已缩小到最长边 {LONGEST_SIDE} 像素"
    if known not in ("JPEG", "PNG"):
        yield f"由 {known} 转成 JPG"
    yield "已去掉拍摄信息"


def _on_white(image: Image) -> Image:
    from PIL import Image as Images

    if not image.has_transparency_data:
        return image.convert("RGB")
    seen = image.convert("RGBA")
    ground = Images.new("RGB", seen.size, "white")
    ground.paste(seen, mask=seen.getchannel("A"))
    return ground
