"""What a PDF says, read back by another program than the one that wrote it."""

import pypdfium2


def text_of(pdf: bytes) -> str:
    """The text of all pages, in reading order, without line ends."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        pages = []
        for page in document:
            words = page.get_textpage()
            pages.append(words.get_text_range())
            words.close()
            page.close()
    finally:
        document.close()
    return "".join("".join(pages).split("\r\n")).replace("\n", "")
