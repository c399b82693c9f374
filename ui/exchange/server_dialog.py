"""SFTP 服务器: its address and what opens it; 测试连接 shows its fingerprint to be compared, then pins it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLineEdit

from models.problems import Problem, ProblemsFound, StationError, cause_of
from models.services.changes import Changes
from models.services.destinations import Destination, keep_destination, open_credential, server_fingerprint, try_server
from models.services.preferences import prefer
from models.sync.transport.places import SFTP_PORT, Credential, Server
from ui.case.entry import EntryDialog
from ui.case.pieces import button, row, while_alive, words
from ui.window import Desk

NEW = Destination(name="县公司服务器", server=Server(host="", user=""))
_SENTENCE = (
    "地址、用户名、口令由县公司给。先点“测试连接”：第一次会显示服务器的指纹，打电话和县公司核对，一致才保存；"
    "以后指纹不一样就不登录。口令和私钥只存在本机加密的数据库里。"
)
_COMPARE = "服务器的指纹是\n\n{}\n\n请打电话请县公司念一遍他们的指纹，每个字都一样才按“一致”。不一样的可能是冒充的服务器。"
_ANOTHER = "\n\n原来登记的是\n\n{}\n\n县公司没有换过服务器的，请按“不一致”并告诉县公司。"
_LARGEST_KEY = 64 << 10


class ServerDialog(EntryDialog):
    """Sets up a server, or changes one. `ask_same` is the question after the first test, `ask_key` the file dialog."""

    def __init__(self, desk: Desk, before: Destination | None = None) -> None:
        super().__init__(desk, "SFTP 服务器", _SENTENCE, "保存")
        shown = before or NEW
        self._was = before.name if before else ""
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
        self.key_button = button("改用私钥文件…", self.choose_key, "link")
        self.fields.addLayout(row(self.key_button, self.key_words))
        for label in (self.pinned, self.outcome):
            self._outer.insertWidget(self._outer.count() - 1, label)
        self.outcome.hide()
        buttons = self._outer.children()[-1]  # the row with 取消 and 保存
        if isinstance(buttons, QHBoxLayout):
            buttons.insertWidget(0, self.test_button)
        self.lines["host"].textEdited.connect(self._unpin)
        self.show_asked("passphrase", False)
        self._show_pin()

    def problems(self, values: dict[str, object]) -> list[Problem]:
        """A port must be a number."""
        port = str(values.get("host", "")).rpartition(":")[2] if ":" in str(values.get("host", "")) else "22"
        return [] if port.isascii() and port.isdigit() and len(port) <= 5 else [Problem("host", "服务器", "端口是数字，如 10.1.2.3:2222")]

    def perform(self, values: dict[str, object]) -> Changes:
        """Keeps the server and chooses it; refused as long as its fingerprint was not compared."""
        changes = keep_destination(self.desk.station, self._destination(values), self._typed(values), was=self._was)
        prefer(self.desk.station, export_to=str(values["name"]))
        return changes

    def told(self, values: dict[str, object]) -> str:
        """Names it."""
        return f"已保存目的地“{values['name']}”。"

    def test(self) -> None:
        """Asks for the fingerprint, has it compared where it is new, then logs in and tries to write."""
        try:
            values = self.values()
        except ProblemsFound as error:
            self._show(error)
            return
        self._say("", "")
        self._busy(True)
        server = self._destination(values).server
        self.desk.tasks.run(
            lambda: server_fingerprint(server),
            while_alive(self, lambda shown: self._compared(values, shown)),
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
            self._refused(StationError(f"私钥文件读不出来（{cause_of(error)}）。", "请重新选择。"))
            return
        self._show_key(Path(path).name)

    def _show_key(self, name: str) -> None:
        self.key_words.setText(f"已选 {name}" if name else "")
        self.key_button.setText("改用口令" if name else "改用私钥文件…")
        self.show_asked("passphrase", bool(name))
        self.show_asked("password", not name)

    def _compared(self, values: dict[str, object], shown: str) -> None:
        if shown != self.fingerprint:
            text = _COMPARE.format(shown) + (_ANOTHER.format(self.fingerprint) if self.fingerprint else "")
            if not self.ask_same("核对服务器的指纹", text):
                self._busy(False)
                self._say("指纹不一致，没有登录。请告诉县公司。", "error")
                return
            self.fingerprint = shown
            self._show_pin()
        server, typed = self._destination(values).server, self._typed(values)
        station, was = self.desk.station, self._was

        def work() -> None:
            credential = typed or (open_credential(station, was) if was else None)
            if credential is None:
                raise StationError("还没有填口令，也没有选私钥。", "请填口令，或选私钥文件。")
            try_server(server, credential)

        self.desk.tasks.run(
            work,
            while_alive(self, lambda _: self._well()),
            failed=while_alive(self, self._refused),
            progress_text="正在登录并试写…",
        )

    def _well(self) -> None:
        self._busy(False)
        self._say("✓ 连接正常：能登录，文件夹能写、能读回。可以保存了。", "")

    def _refused(self, error: Exception) -> None:
        self._busy(False)
        if isinstance(error, ProblemsFound):
            self._show(error)
        elif isinstance(error, StationError):
            self._say(str(error), "error")

    def _say(self, text: str, role: str) -> None:
        self.outcome.setProperty("role", role)
        self.outcome.style().unpolish(self.outcome)
        self.outcome.style().polish(self.outcome)
        self.outcome.setText(text)
        self.outcome.setVisible(bool(text))
        self._fit()

    def _fit(self) -> None:
        """What the test says makes the dialog taller; it then moves up so that its buttons stay on the screen."""
        super()._fit()
        room = self.screen().availableGeometry()
        if self.isVisible() and self.frameGeometry().bottom() > room.bottom():
            self.move(self.x(), max(room.top(), room.bottom() - self.frameGeometry().height()))

    def _busy(self, busy: bool) -> None:
        self.test_button.setEnabled(not busy)
        self._lock(busy)

    def _unpin(self) -> None:
        self.fingerprint = ""
        self._show_pin()

    def _show_pin(self) -> None:
        self.pinned.setText(f"已核对的指纹\n{self.fingerprint}" if self.fingerprint else "还没有核对服务器的指纹，请点“测试连接”。")

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

    def _typed(self, values: dict[str, object]) -> Credential | None:
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
