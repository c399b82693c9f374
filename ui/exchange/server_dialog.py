"""SFTP 服务器: its address and what opens it; tried, its fingerprint compared, before it is saved, or saved untried."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import msgspec
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLineEdit

from models.problems import Problem, ProblemsFound, StationError, cause_of
from models.services.changes import Changes
from models.services.exchange.destinations import Destination, keep_destination, open_credential, server_fingerprint, try_server
from models.services.preferences import prefer
from models.sync.transport.faults import KeyDiffers, ServerFault
from models.sync.transport.places import SFTP_PORT, Credential, Server
from ui.case.entry import EntryDialog
from ui.case.pieces import button, px, row, while_alive, words
from ui.window import Desk

NEW = Destination(name="县公司服务器", server=Server(host="", user=""))
_SENTENCE = (
    "县公司给的地址、用户名、口令。保存以前先连上试一试；第一次会显示服务器的指纹，打电话核对一致才登录。"
    "口令和私钥只存在本机加密的数据库里。"
)
_COMPARE = "服务器的指纹是\n\n{}\n\n请打电话请县公司念一遍他们的指纹，每个字都一样才按“一致”。不一样的可能是冒充的服务器。"
_ANOTHER = "\n\n原来登记的是\n\n{}\n\n县公司没有换过服务器的，请按“不一致”并告诉县公司。"
_LARGEST_KEY = 64 << 10
ANYWAY, UNCOMPARED = "现在连不上，先保存", "先保存，以后再核对"
_LOOK_AT = {"host": ("host",), "login": ("password", "user"), "key": ("passphrase",), "folder": ("folder",)}
"""Which fields to look at for what a server refuses, the likeliest first."""
_Settings = tuple[Server, Credential | None]
"""The server with its fingerprint and what was typed to open it, None where that is kept as it was."""


@dataclass(frozen=True)
class _Attempt:
    """One try: what was asked for, what was typed to open the server, and what is done where it goes well."""

    values: dict[str, object]
    typed: Credential | None
    well: Callable[[], None]


class ServerDialog(EntryDialog):
    """Sets up a server, or changes one; 保存 tries what was not tried yet. Nothing typed is lost where that fails.

    `ask_same` is the question after the first test, `ask_key` the file dialog.
    """

    def __init__(self, desk: Desk, before: Destination | None = None) -> None:
        super().__init__(desk, "SFTP 服务器", _SENTENCE, "保存")
        shown = before or NEW
        self._was = before.name if before else ""
        self._good: _Settings | None = (before.server, None) if before and before.tried else None
        self._proved = False
        self._saving: tuple[Destination, Credential | None] = (shown, None)
        self._key = ""
        self.fingerprint = shown.server.fingerprint
        self.ask_same: Callable[[str, str], bool] = self._ask_same
        self.ask_key: Callable[[], str] = lambda: QFileDialog.getOpenFileName(self, "私钥文件", "", "所有文件 (*)")[0]
        server = shown.server
        self.lines: dict[str, QLineEdit] = {
            "name": self.add_line("name", "名称", shown.name),
            "host": self.add_line("host", "服务器", _written(server), hint="名字或 IP 地址，如 10.1.2.3；端口不是 22 的写成 10.1.2.3:2222"),
            "user": self.add_line("user", "用户名", server.user),
            "folder": self.add_line("folder", "服务器上的文件夹", "" if server.folder == "." else server.folder, required=False,
                                    hint="县公司给的，如 /in/3501；空着是登录后的文件夹"),
        }  # fmt: skip
        kept = "口令或私钥已存，不改就空着" if before else ""
        self.lines["password"] = self.add_line("password", "口令", required=False, hint=kept)
        self.lines["passphrase"] = self.add_line("passphrase", "私钥的密码", required=False, hint="私钥没有密码的空着")
        for name in ("password", "passphrase"):
            self.lines[name].setEchoMode(QLineEdit.EchoMode.Password)
        self.key_words = words("", "hint")
        self.pinned = words("", "muted", wrap=True)
        self.outcome = words("", wrap=True)
        self.test_button = button("测试连接", self.test)
        self.anyway_button = button(ANYWAY, self.save_anyway, tip="存下填的内容；连上网以后再点“修改…”测试，没有核对过指纹的不会传")
        self.anyway_button.hide()
        self.key_button = button("改用私钥文件…", self.choose_key, "link")
        self.fields.addLayout(row(self.key_button, self.key_words))
        self._lay_out()
        self.lines["host"].textEdited.connect(self._unpin)
        self.show_asked("passphrase", False)
        self._show_pin()

    def _lay_out(self) -> None:
        """The outcome below the fields, the further buttons beside 取消 and 保存."""
        for label in (self.pinned, self.outcome):
            self._outer.insertWidget(self._outer.count() - 1, label)
        self.outcome.hide()
        buttons = self._outer.children()[-1]  # the row with 取消 and 保存
        if isinstance(buttons, QHBoxLayout):
            buttons.insertWidget(0, self.test_button)
            buttons.insertWidget(1, self.anyway_button)

    def problems(self, values: dict[str, object]) -> list[Problem]:
        """A port must be a number."""
        port = str(values.get("host", "")).rpartition(":")[2] if ":" in str(values.get("host", "")) else "22"
        return [] if port.isascii() and port.isdigit() and len(port) <= 5 else [Problem("host", "服务器", "端口是数字，如 10.1.2.3:2222")]

    def perform(self, values: dict[str, object]) -> Changes:
        """Keeps the server and chooses it."""
        destination, typed = self._saving
        changes = keep_destination(self.desk.station, destination, typed, was=self._was)
        if destination.tried or self._was:  # the next export had better not go to a new server that nobody reached
            prefer(self.desk.station, export_to=str(values["name"]))
        return changes

    def told(self, values: dict[str, object]) -> str:
        """Names it; says that it works only where that was seen just now."""
        if not self._saving[0].tried:
            return f"已先保存“{values['name']}”，还没有连上过；连上网以后点“修改…”，再点“测试连接”。"
        return f"已保存目的地“{values['name']}”" + ("：能登录，文件夹能写、能读回。" if self._proved else "。")

    def submit(self) -> None:
        """Saves what was tried; tries first what was not."""
        values = self._read() if self.act_button.isEnabled() else None
        if values is None:
            return
        if self._settings(values) == self._good:
            self._save(values, tried=True)
        else:
            self._try(values, lambda: self._save(values, tried=True))

    def save_anyway(self) -> None:
        """Saves what was typed though it was not tried."""
        values = self._read() if self.act_button.isEnabled() else None
        if values is not None:
            self._save(values, tried=False)

    def test(self) -> None:
        """Tries it and says what came of it; nothing is saved."""
        values = self._read()
        if values is not None:
            self._try(values, lambda: self._say("✓ 连接正常：能登录，文件夹能写、能读回。可以保存了。", ""))

    def _read(self) -> dict[str, object] | None:
        try:
            return self.values()
        except ProblemsFound as error:
            self._show(error)
            return None

    def _settings(self, values: dict[str, object]) -> _Settings:
        return self._destination(values).server, self._typed()

    def _save(self, values: dict[str, object], *, tried: bool) -> None:
        self._saving = msgspec.structs.replace(self._destination(values), tried=tried), self._typed()
        super().submit()

    def _try(self, values: dict[str, object], well: Callable[[], None]) -> None:
        """Asks for the fingerprint, has it compared where it is new, logs in and tries to write; then does `well`."""
        self._show(StationError(""))  # what was marked before is settled
        self._say("", "")
        self._busy(True)
        server, typed = self._settings(values)
        station, was, attempt = self.desk.station, self._was, _Attempt(values, typed, well)

        def work() -> tuple[str, Credential]:
            credential = typed or (open_credential(station, was) if was else None)
            if credential is None:
                raise ProblemsFound((Problem("password", "口令", "还没有填口令，也没有选私钥。"),))
            return server_fingerprint(server), credential

        self.desk.tasks.run(
            work,
            while_alive(self, lambda found: self._compared(attempt, *found)),
            failed=while_alive(self, self._refused),
            progress_text="正在连接服务器…",
        )

    def choose_key(self) -> None:
        """Reads a private key in place of the password, or goes back to the password; it is stored when the dialog is saved."""
        if self._key:
            self._key = ""
            self._show_key("")
            return
        path = self.ask_key()
        if not path:
            return
        try:
            with Path(path).open("rb") as file:
                self._key = file.read(_LARGEST_KEY).decode("ascii", "replace")
        except OSError as error:
            self._say(f"私钥文件读不出来（{cause_of(error)}）。请重新选择。", "error")
            return
        self._show_key(Path(path).name)

    def _show_key(self, name: str) -> None:
        self.key_words.setText(f"已选 {name}" if name else "")
        self.key_button.setText("改用口令" if name else "改用私钥文件…")
        self.show_asked("passphrase", bool(name))
        self.show_asked("password", not name)

    def _compared(self, attempt: _Attempt, shown: str, credential: Credential) -> None:
        if shown != self.fingerprint:
            text = _COMPARE.format(shown) + (_ANOTHER.format(self.fingerprint) if self.fingerprint else "")
            if not self.ask_same("核对服务器的指纹", text):
                self._busy(False)
                self._stopped("指纹不一致，没有登录。请告诉县公司。", UNCOMPARED)
                return
            self.fingerprint = shown
            self._show_pin()
        tried = self._destination(attempt.values).server, attempt.typed

        def reached(_: None) -> None:
            self._busy(False)
            self._good, self._proved = tried, True
            self.anyway_button.hide()
            attempt.well()

        self.desk.tasks.run(
            lambda: try_server(tried[0], credential),
            while_alive(self, reached),
            failed=while_alive(self, self._refused),
            progress_text="正在登录并试写…",
        )

    def _refused(self, error: Exception) -> None:
        """Says what failed, marks what to look at, and leaves the choice to the clerk."""
        self._busy(False)
        if isinstance(error, ProblemsFound):
            self._show(error)
        elif isinstance(error, StationError):
            self._stopped(str(error), ANYWAY)
            self._look_at(error.part if isinstance(error, ServerFault) else "host" if isinstance(error, KeyDiffers) else "")

    def _stopped(self, sentence: str, anyway: str) -> None:
        self.anyway_button.setText(anyway)
        self.anyway_button.show()
        self._say(f"还没有保存。{sentence}", "error")

    def _look_at(self, part: str) -> None:
        names = [name for name in _LOOK_AT.get(part, ()) if not self.lines[name].isHidden()]
        if names:
            self._show(ProblemsFound(tuple(Problem(name, "", "请核对这一项") for name in names)))
            self.lines[names[0]].setFocus()
            self.lines[names[0]].selectAll()

    def _say(self, text: str, role: str) -> None:
        self.outcome.setProperty("role", role)
        self.outcome.style().unpolish(self.outcome)
        self.outcome.style().polish(self.outcome)
        self.outcome.setText(text)
        self.outcome.setVisible(bool(text))
        self._fit()

    def _fit(self) -> None:
        """What the test says makes the dialog taller; its fields then scroll, and it moves up so that its buttons stay on the screen."""
        super()._fit()
        room = self.screen().availableGeometry()
        over = self.frameGeometry().height() - room.height()
        if self.isVisible() and over > 0:
            self._room.setFixedHeight(max(px(40), self._room.height() - over))
            self._outer.activate()
            self.resize(self.width(), self.height() - over)
        focused = self.focusWidget()
        if focused is not None and self._holder.isAncestorOf(focused):
            QTimer.singleShot(0, focused, lambda: self._room.ensureWidgetVisible(focused))
        if self.isVisible() and self.frameGeometry().bottom() > room.bottom():
            self.move(self.x(), max(room.top(), room.bottom() - self.frameGeometry().height()))

    def _busy(self, busy: bool) -> None:
        self.test_button.setEnabled(not busy)
        self.anyway_button.setEnabled(not busy)
        self._lock(busy)

    def _unpin(self) -> None:
        self.fingerprint = ""
        self._show_pin()

    def _show_pin(self) -> None:
        self.pinned.setText(f"已核对的指纹\n{self.fingerprint}" if self.fingerprint else "还没有核对服务器的指纹，保存以前会先核对。")

    def _destination(self, values: dict[str, object]) -> Destination:
        host, _, port = str(values["host"]).partition(":")
        server = Server(
            host=host,
            port=int(port or SFTP_PORT),
            user=str(values["user"]),
            folder=str(values["folder"]) or ".",
            fingerprint=self.fingerprint,
        )
        return Destination(name=str(values["name"]), server=server)

    def _typed(self) -> Credential | None:
        password = self.lines["password"].text()  # as typed, spaces included
        if self._key:
            return Credential(private_key=self._key, passphrase=self.lines["passphrase"].text())
        if not password:
            return None
        return Credential(password=password)

    def _ask_same(self, title: str, text: str) -> bool:
        return self.desk.ask(title, text, "一致", "不一致")


def _written(server: Server) -> str:
    return server.host if server.port == SFTP_PORT else f"{server.host}:{server.port}"
