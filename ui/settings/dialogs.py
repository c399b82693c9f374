"""What 设置 asks for: a person who comes, one who leaves, a new password."""

from __future__ import annotations

from datetime import date
from typing import cast

from PySide6.QtWidgets import QLineEdit

from models.services.changes import Changes
from models.services.passphrase import change_password
from models.services.people import POSTS, add_person, end_person
from models.services.station import Person
from ui.case.entry import EntryDialog
from ui.window import Desk


class AddPersonDialog(EntryDialog):
    """A person takes up a post."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "添加人员", "每一条登记都写着是谁办的。同一个人换岗位：先给原岗位办离岗，再按新岗位添加一次。", "添加")
        self.name = self.add_line("name", "姓名")
        self.post = self.add_choice("post", "岗位", [(post, post) for post in POSTS])
        self.since = self.add_day("since", "到岗日期", desk.today())
        self.name.setFocus()

    def perform(self, values: dict[str, object]) -> Changes:
        """Stores the person."""
        return add_person(self.desk.station, str(values["name"]), str(values["post"]), cast(date, values["since"]))[1]

    def told(self, values: dict[str, object]) -> str:
        """Names the person."""
        return f"已添加 {values['post']} {values['name']}。"


class EndPersonDialog(EntryDialog):
    """A person's last day in the post."""

    def __init__(self, desk: Desk, person: Person) -> None:
        sentence = f"{person.name}（{person.post}，{person.since} 到岗）离岗以后不能再选作经办人；以前办的事仍记在这个名下。"
        super().__init__(desk, "办理离岗", sentence, "登记离岗", danger=True, keep="不，保留")
        self._person = person
        self.until = self.add_day("until", "最后一个工作日", desk.today())
        self.until.setFocus()

    def perform(self, values: dict[str, object]) -> Changes:
        """Stores the last day."""
        return end_person(self.desk.station, self._person.id, cast(date, values["until"]))

    def told(self, values: dict[str, object]) -> str:
        """Names the day."""
        return f"{self._person.name} 已登记离岗（{values['until']}）。"


class PasswordDialog(EntryDialog):
    """A new password for the same data; what is typed is taken as it is, spaces included."""

    def __init__(self, desk: Desk) -> None:
        sentence = "密码保护这台电脑上的客户资料。忘记密码谁也找不回数据：请写下来封好交所长保管。以前的备份仍用旧密码打开。"
        super().__init__(desk, "改密码", sentence, "改密码")
        self.lines = {
            name: self.add_line(name, label) for name, label in (("old", "现在的密码"), ("new", "新密码"), ("again", "新密码再输一遍"))
        }
        for line in self.lines.values():
            line.setEchoMode(QLineEdit.EchoMode.Password)
        self.lines["old"].setFocus()

    def values(self) -> dict[str, object]:
        """As typed."""
        super().values()
        return {name: line.text() for name, line in self.lines.items()}

    def perform(self, values: dict[str, object]) -> Changes:
        """Wraps the keys anew."""
        change_password(self.desk.station, str(values["old"]), str(values["new"]), str(values["again"]))
        return Changes()

    def told(self, values: dict[str, object]) -> str:
        """Says from when on."""
        return "密码已改，下次打开用新密码。请马上备份一次，让备份也用新密码。"
