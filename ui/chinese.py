"""Qt's own words in Chinese: its dialogs for files, its menus of copy and paste, its dates."""

from __future__ import annotations

from PySide6.QtCore import QLibraryInfo, QLocale, QTranslator
from PySide6.QtWidgets import QApplication

_LEFT_IN_ENGLISH = {"Look in:": "位置：", "Files of type:": "文件类型：", "Computer": "计算机", "Drive": "磁盘", "Folder": "文件夹"}
"""What Qt's own dictionary lacks."""


class _Rest(QTranslator):
    """The few words that Qt's dictionary does not have."""

    def translate(self, context: str, source: str, disambiguation: str | None = None, n: int = -1) -> str:
        """The Chinese for a text of Qt, empty where this is not known here."""
        return _LEFT_IN_ENGLISH.get(source.replace("&", ""), "")

    def isEmpty(self) -> bool:
        """It always has words."""
        return False


def speak_chinese(app: QApplication) -> None:
    """Makes Qt itself speak Chinese; without its dictionary it speaks English and everything still works."""
    QLocale.setDefault(QLocale(QLocale.Language.Chinese, QLocale.Country.China))
    words = QTranslator(app)
    if words.load("qtbase_zh_CN", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
        app.installTranslator(_Rest(app))
        app.installTranslator(words)
