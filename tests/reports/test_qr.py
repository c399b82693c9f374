from io import BytesIO

import segno
from reportlab.pdfgen.canvas import Canvas

from reports.fonts import REGULAR, prepare
from reports.qr import QrCode, case_payload
from reports.render import page_images


def test_every_printed_module_is_the_one_of_the_code() -> None:
    """Read back from pixels: dark and light exactly where the standard's encoder wants them, and a quiet zone of four."""
    payload, side, left, top = case_payload("3501-20261123-003-7", "K7Q2"), 74.0, 50.0, 250.0
    wanted = segno.make(payload, error="m", micro=False).matrix
    pixels, dots = _drawn(QrCode(payload, side=side), left, top)
    module = side / (len(wanted) + 8)
    for row in range(-4, len(wanted) + 4):
        for column in range(-4, len(wanted) + 4):
            dark = 0 <= row < len(wanted) and 0 <= column < len(wanted) and bool(wanted[row][column])
            x, y = left + (column + 4.5) * module, top - (row + 4.5) * module
            assert (pixels(int(x * dots), int((300 - y) * dots)) < 128) == dark, (row, column)


def _drawn(code: QrCode, left: float, top: float):
    prepare()
    buffer = BytesIO()
    canvas = Canvas(buffer, pagesize=(200, 300), invariant=1, initialFontName=REGULAR)
    code.draw(canvas, left, top, code.side, code.side)
    canvas.save()
    [(width, _, data)] = page_images(buffer.getvalue(), dpi=288)
    return (lambda x, y: data[(y * width + x) * 4]), 4


def test_the_payload_is_the_number_and_the_check_code() -> None:
    assert case_payload("3501-20261123-003-7", "K7Q2") == "3501-20261123-003-7 K7Q2"
    assert case_payload("", "") == ""


def test_long_payloads_still_fit() -> None:
    code = QrCode("文件 " + "9f86d081" * 20, side=92, caption="扫码核对")
    assert code.height(106) > 92
