"""Pictures without what they tell besides the picture: place, time, camera, thumbnails, remarks; no pixel is touched."""

from __future__ import annotations

import struct

_PICTURE_CHUNKS = {b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"pHYs", b"sBIT"}
_RESTARTS = {0x00, *range(0xD0, 0xD8), 0xFF}
_EOI, _SOS, _APP2 = 0xD9, 0xDA, 0xE2
_DROPPED = {0xE1, *range(0xE3, 0xEE), 0xEF, 0xFE}
"""APP1 (Exif, XMP), APP3 to APP13 (makers, IPTC), APP15, COM; APP0 and APP14 tell how colours are to be read."""


def plain_png(data: bytes) -> bytes:
    """The picture's own chunks only; ValueError where the file is cut off."""
    out, at = bytearray(data[:8]), 8
    while True:
        if at + 12 > len(data):
            raise ValueError("chunks end before IEND")
        length, name = struct.unpack_from(">I4s", data, at)
        end = at + 12 + length
        if end > len(data):
            raise ValueError("a chunk is cut off")
        if name in _PICTURE_CHUNKS:
            out += data[at:end]
        if name == b"IEND":
            return bytes(out)
        at = end


def plain_jpeg(data: bytes) -> bytes:
    """The picture's own segments up to its end; what phones hang behind it (a film) goes too. ValueError where cut off."""
    out, at = bytearray(data[:2]), 2
    while True:
        while data[at + 1] == 0xFF:  # fill bytes
            at += 1
        if data[at] != 0xFF:
            raise ValueError("no marker where one must stand")
        marker = data[at + 1]
        if marker == _EOI:
            return bytes(out) + b"\xff\xd9"
        end = at + 2 + struct.unpack_from(">H", data, at + 2)[0]
        if marker == _SOS:
            end = _after_scan(data, end)
        if not (marker in _DROPPED or (marker == _APP2 and data[at + 4 : at + 15] != b"ICC_PROFILE")):
            out += data[at:end]
        at = end


def _after_scan(data: bytes, at: int) -> int:
    """Where the next segment begins behind the packed pixels."""
    while True:
        at = data.find(b"\xff", at)
        if at < 0 or at + 1 >= len(data):
            raise ValueError("the picture has no end")
        if data[at + 1] not in _RESTARTS:
            return at
        at += 2 if data[at + 1] != 0xFF else 1
