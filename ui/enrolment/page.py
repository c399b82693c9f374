"""The first start on a new computer: which station this is, who works here, and the password of its data."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import (
    QFileDialog,
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from models.problems import Problem
from models.services.adoption import profile_offers
from ui.choice_list import ChoiceList
from ui.front import Front

WIDTH = 620
TITLE = "第一次使用：登记这个供电所"
PURPOSE = "只需填一次，填完就能受理业务。名称、编号、县和电话以后不能改，请看清再建立。"


@dataclass(frozen=True)
class Asked:
    """One field of the enrolment: its name in `Enrolment`, its label, an example."""

    name: str
    label: str
    example: str
    secret: bool = False


FIELDS = (
    Asked("name", "供电所名称", "如：堂街供电所"),
    Asked("code", "供电所编号", "4 位数字，如：3501"),
    Asked("county", "所属县", "如：郏县"),
    Asked("clerk", "业扩员姓名", "在这台电脑上登记业务的人"),
    Asked("phone", "业务电话", "印在受理回执和告知书上"),
    Asked("password", "密码", "至少 4 个字符", secret=True),
    Asked("again", "密码再输一遍", "", secret=True),
    Asked("card", "县中心名片", "CARD.json，没有可以以后导入"),
)
OPTIONAL = ("phone", "card")
FIRST_PROFILE = "henan-rural"


class EnrolmentPage(Front):
    """Asks everything at once. `filled` carries the values by field name; problems stand at their fields.

    `restoring` says that there is a backup of this station: nothing needs to be asked then.
    """

    filled = Signal(dict)
    restoring = Signal()

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.fields: dict[str, QLineEdit] = {}
        self.findings: dict[str, QLabel] = {}
        self.profile = ChoiceList()
        self.button = QPushButton("建立供电所")
        self.button.setProperty("primary", True)
        self.button.clicked.connect(self.submit)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self, self.submit)
        self.words = QLabel()
        self.words.setProperty("role", "error")
        self.words.setWordWrap(True)
        area = QScrollArea()
        area.setWidgetResizable(True)
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.addStretch(1)
        column.addWidget(self._card(folder), 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(2)
        area.setWidget(inside)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(area)

    def showEvent(self, event: QShowEvent) -> None:
        """The cursor waits in the first field."""
        super().showEvent(event)
        self.fields["name"].setFocus()
        self._give_room(self.about)

    def values(self) -> dict[str, str]:
        """What was typed."""
        typed = {name: field.text().strip() if name not in ("password", "again") else field.text() for name, field in self.fields.items()}
        return {**typed, "profile": str(self.profile.currentData())}

    def submit(self) -> None:
        """Hands over what was typed."""
        if not self.button.isEnabled():
            return
        self.show_problems(())
        self.filled.emit(self.values())

    def working(self) -> None:
        """Says that it is under way."""
        self.button.setEnabled(False)
        self.button.setText("正在建立……")

    def show_problems(self, problems: tuple[Problem, ...], words: str = "") -> None:
        """Puts each finding under its field, all at once, and the cursor into the first."""
        self.button.setEnabled(True)
        self.button.setText("建立供电所")
        at = {problem.field: problem.message for problem in problems}
        for name, field in self.fields.items():
            field.setProperty("invalid", name in at)
            field.style().unpolish(field)
            field.style().polish(field)
            self.findings[name].setText(at.get(name, ""))
            self.findings[name].setVisible(name in at)
            self._give_room(self.findings[name])
        first = next((name for name in self.fields if name in at), "")
        if first:
            self.fields[first].setFocus()
        self.words.setText(words or (f"有 {len(at)} 处要改，已填的都还在。" if at else ""))

    def _give_room(self, words: QLabel) -> None:
        """The form does not ask how high the words under a field are; they have the width of the first field."""
        words.setMinimumHeight(words.heightForWidth(self.fields["name"].width()) if words.text() else 0)

    def _card(self, folder: Path) -> QFrame:
        card = QFrame()
        card.setProperty("card", True)
        card.setFixedWidth(WIDTH)
        column = QVBoxLayout(card)
        column.setContentsMargins(32, 24, 32, 20)
        column.setSpacing(8)
        for words, role in ((TITLE, "title"), (PURPOSE, "muted")):
            label = QLabel(words)
            label.setProperty("role", role)
            label.setWordWrap(True)
            column.addWidget(label)
        column.addLayout(self._instead())
        form = QFormLayout()
        form.setHorizontalSpacing(16)
        form.setVerticalSpacing(8)
        form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft)
        for asked in FIELDS:
            if asked.name == "password":
                form.addRow("时限标准 *", self._profiles())
            form.addRow(self._caption(asked), self._field(asked))
        column.addSpacing(8)
        column.addLayout(form)
        column.addWidget(self.words)
        row = QHBoxLayout()
        where = QLabel(f"数据加密后存在 {folder}。密码无法找回，请记牢。")
        where.setProperty("role", "hint")
        where.setWordWrap(True)
        row.addWidget(where, 1)
        row.addWidget(self.button)
        column.addLayout(row)
        return card

    def _instead(self) -> QHBoxLayout:
        """For a station that exists already, on a computer that broke."""
        self.restore_button = QPushButton("从备份恢复…")
        self.restore_button.setProperty("link", True)
        self.restore_button.setAutoDefault(True)
        self.restore_button.clicked.connect(self.restoring.emit)
        asked = QLabel("原来的电脑坏了，有备份？不用登记：")
        asked.setProperty("role", "muted")
        row = QHBoxLayout()
        row.setSpacing(4)
        row.addWidget(asked)
        row.addWidget(self.restore_button)
        row.addStretch()
        return row

    def _profiles(self) -> QWidget:
        """Which standards count here: a list, and below it in a line what the chosen one is."""
        self.profile.setAccessibleName("时限标准")
        for offer in profile_offers():
            self.profile.addItem(offer.name, offer.code)
            self.profile.setItemData(self.profile.count() - 1, offer.line, Qt.ItemDataRole.ToolTipRole)
        self.profile.setCurrentIndex(self.profile.findData(FIRST_PROFILE))
        self.about = about = QLabel()
        about.setProperty("role", "hint")
        about.setWordWrap(True)

        def tell() -> None:
            about.setText(f"{self.profile.currentData(Qt.ItemDataRole.ToolTipRole)}以后可以在“设置”里更改。")
            self._give_room(about)

        self.profile.currentIndexChanged.connect(lambda _index: tell())
        tell()
        box = QWidget()
        column = QVBoxLayout(box)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(self.profile)
        column.addWidget(about)
        return box

    def _caption(self, asked: Asked) -> QLabel:
        label = QLabel(asked.label if asked.name in OPTIONAL else f"{asked.label} *")
        label.setMinimumHeight(34)
        return label

    def _field(self, asked: Asked) -> QWidget:
        field = QLineEdit()
        field.setPlaceholderText(asked.example)
        field.setAccessibleName(asked.label)
        if asked.secret:
            field.setEchoMode(QLineEdit.EchoMode.Password)
        field.returnPressed.connect(lambda: self._after(asked.name))
        self.fields[asked.name] = field
        finding = QLabel()
        finding.setProperty("role", "error")
        finding.setWordWrap(True)
        finding.hide()
        self.findings[asked.name] = finding
        box = QWidget()
        column = QVBoxLayout(box)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addLayout(self._with_chooser(field) if asked.name == "card" else _alone(field))
        column.addWidget(finding)
        return box

    def _with_chooser(self, field: QLineEdit) -> QHBoxLayout:
        row = _alone(field)
        button = QPushButton("选文件…")
        button.clicked.connect(lambda: self._choose(field))
        row.addWidget(button)
        return row

    def _choose(self, field: QLineEdit) -> None:
        name, _ = QFileDialog.getOpenFileName(self, "县中心名片", "", "名片 (*.json)")
        if name:
            field.setText(name)

    def _after(self, name: str) -> None:
        names = [asked.name for asked in FIELDS]
        if name == names[-1]:
            self.submit()
        else:
            self.fields[names[names.index(name) + 1]].setFocus()


def _alone(field: QLineEdit) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(8)
    row.addWidget(field, 1)
    return row
