"""Files on their way in: photos are turned, scaled and freed of their place; what is no picture and no PDF is told, in a sentence."""

import io
import struct
import zlib
from pathlib import Path

import pytest
from PIL import Image
from pypdf import PdfWriter

from models.attached_content import LARGEST_PICTURE, LONGEST_NAME, LONGEST_SIDE, clean_name, incoming, prepared
from models.problems import StationError

PLACE = b"N 33 58 12"


def photo(size=(800, 600), *, turned=1, form="JPEG", place=True, **more):
    image = Image.effect_noise(size, 60).convert("RGB")
    image.paste("red", (0, 0, size[0] // 4, size[1] // 4))  # the corner that was up and left in the camera
    exif = Image.Exif()
    exif[0x0112] = turned
    if place:
        exif[0x010E] = PLACE.decode()
        exif.get_ifd(0x8825)[1] = "N"
    out = io.BytesIO()
    image.save(out, form, exif=exif, **more)
    return out.getvalue()


def pdf(pages=1, **locked):
    writer = PdfWriter()
    for _ in range(pages):
        writer.add_blank_page(100, 100)
    if locked:
        writer.encrypt(**locked)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def opened(file):
    image = Image.open(io.BytesIO(file.data))
    image.load()
    return image


def png_that_claims(width, height):
    def chunk(name, data):
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(bytes(100))) + chunk(b"IEND", b"")


def refused(name, data):
    with pytest.raises(StationError) as told:
        prepared(name, data)
    return str(told.value)


@pytest.mark.parametrize("form", ["JPEG", "PNG"])
def test_a_photo_keeps_its_pixels_and_loses_where_it_was_taken(form):
    data = photo(form=form) + b"film of the same moment, N 33"
    kept = prepared("门口.jpg", data)
    assert PLACE in data
    assert PLACE not in kept.data
    assert b"N 33" not in kept.data
    assert not opened(kept).getexif()
    assert opened(kept).tobytes() == Image.open(io.BytesIO(data)).convert("RGB").tobytes()
    assert kept.changed == ("已去掉拍摄信息",)
    assert prepared("门口.jpg", kept.data) == prepared("门口.jpg", data) or not prepared("门口.jpg", kept.data).changed


@pytest.mark.parametrize(("turned", "corner"), [(3, (790, 590)), (6, (590, 10)), (8, (10, 790))])
def test_a_photo_stands_upright(turned, corner):
    kept = prepared("表箱.jpg", photo(turned=turned))
    image = opened(kept)
    assert image.size == ((800, 600) if turned == 3 else (600, 800))
    red, green, blue = image.getpixel(corner)
    assert red > 200 > 90 > max(green, blue)
    assert "已转正" in kept.changed
    assert not image.getexif()


def test_a_large_photo_is_scaled_down_and_the_same_photo_gives_the_same_bytes():
    data = photo((4000, 3000), quality=60)
    kept = prepared("a.jpg", data)
    assert max(opened(kept).size) == LONGEST_SIDE
    assert opened(kept).size == (2560, 1920)
    assert prepared("b.jpg", data).data == kept.data
    assert f"已缩小到最长边 {LONGEST_SIDE} 像素" in kept.changed


@pytest.mark.parametrize("form", ["BMP", "TIFF", "WEBP"])
def test_other_pictures_become_jpeg(form):
    image = Image.new("RGBA" if form == "WEBP" else "RGB", (300, 200), (0, 0, 0, 0) if form == "WEBP" else "white")
    out = io.BytesIO()
    image.save(out, form)
    kept = prepared("扫描", out.getvalue())
    assert kept.kind == "image/jpeg"
    assert min(opened(kept).getpixel((100, 100))) > 250  # clear ground becomes white, not black


def test_a_pdf_comes_as_it_is_with_its_pages_counted():
    data = pdf(3)
    kept = prepared("合同.pdf", data)
    assert (kept.data, kept.kind, kept.pages, kept.changed) == (data, "application/pdf", 3, ())


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"MZ\x90\0" + bytes(200), "可执行程序"),
        (b"\x7fELF" + bytes(200), "可执行程序"),
        (b"PK\x03\x04" + bytes(200), "Word、Excel 请另存为 PDF"),
        (b"\0\0\0\x20ftypheic" + bytes(200), "兼容性最佳"),
        ("户名,金额\n".encode() * 9, "不是照片，也不是 PDF"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "不是照片，也不是 PDF"),
        (b"", "空文件"),
        (b"\xff\xd8\xff\xe0" + bytes(40), "损坏"),
        (b"%PDF-1.7 nothing behind it", "损坏"),
        (pdf(1, user_password="1", algorithm="RC4-128"), "密码"),
        (pdf(10_000), "有 10000 页，最多 200 页"),
        (png_that_claims(60_000, 60_000), "像素太多"),
        (png_that_claims(11_000, 9_000), "像素太多"),
        (png_that_claims(1_000, 900), "损坏"),
        (bytes(LARGEST_PICTURE + 1), "太大（40 MB），最大 40 MB"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_cannot_be_kept_is_told_with_what_to_do(data, said):
    told = refused("IMG_2031.jpg", data)
    assert said in told
    assert "IMG_2031.jpg" in told


def test_half_a_photo_is_refused_wherever_it_ends():
    for whole in (photo(place=False), photo(place=False, progressive=True), photo(form="PNG"), photo((3000, 2000), quality=50)):
        for share in (0.3, 0.9, 0.999):
            assert "损坏" in refused("a.jpg", whole[: int(len(whole) * share)])


def test_scans_of_many_pages_in_one_tiff_are_to_be_saved_as_pdf():
    out = io.BytesIO()
    Image.new("1", (60, 60)).save(out, "TIFF", save_all=True, append_images=[Image.new("1", (60, 60))])
    assert "另存为 PDF" in refused("a.tif", out.getvalue())


def test_names_are_only_names():
    assert clean_name("C:\\照片\\门口.jpg") == "门口.jpg"
    assert clean_name("../../etc/passwd") == "passwd"
    assert clean_name("a\0b\n.jpg") == "ab.jpg"
    assert clean_name("") == "附件"
    long = clean_name("表" * 300 + ".jpeg")
    assert len(long) <= LONGEST_NAME
    assert long.endswith(".jpeg")


def test_a_file_that_is_gone_and_one_too_large_are_told_before_they_are_read(tmp_path: Path):
    with pytest.raises(StationError, match="“没有.jpg”读不出来（文件或文件夹不存在）"):
        incoming(tmp_path / "没有.jpg")
    large = tmp_path / "大.jpg"
    with large.open("wb") as file:
        file.truncate(2 << 30)
    with pytest.raises(StationError, match="太大（2048 MB）"):
        incoming(large)
