"""请它补发: the centre's request that a station send its lines again, written as a small package for it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QFileDialog

from models.problems import Problem
from models.services.changes import Changes
from models.services.exchange.resend_requests import ask_station
from ui.case.entry import EntryDialog
from ui.case.pieces import button, row
from ui.centre.desk import CentreDesk, for_dialogs


class RequestDialog(EntryDialog):
    """Asks from where on; `missing` is the first line that lacks, with its epoch. `ask_folder` is the dialog, for tests."""

    def __init__(self, desk: CentreDesk, station: str, name: str, missing: tuple[str, int] | None) -> None:
        sentence = (
            f"写一个补发请求给 {name}（{station}）。它像回执一样导入，下次导出就带上所要的流水；已有的再来一遍不会重复。"
            "平常的缺号不用请求：写回执给它就会自动补。等不到回执，或县中心丢了数据、换了新库时用。"
        )
        super().__init__(for_dialogs(desk), "请供电所补发", sentence, "写补发请求")
        self._county, self._station, self._missing, self._path = desk, station, missing, ""
        self.ask_folder: Callable[[], str] = lambda: QFileDialog.getExistingDirectory(self, "写到哪个文件夹（U 盘）")
        choices = [("gap", f"从缺的第 {missing[1]} 条起（第 {int(missing[0].partition('.')[0])} 时期）")] if missing else []
        self.what = self.add_choice("what", "补发什么", [*choices, ("all", "全部重发")])
        self.folder = self.add_line("folder", "写到哪个文件夹", desk.watching[1])
        self.fields.addLayout(row(button("选…", self._choose)))

    def problems(self, values: dict[str, object]) -> list[Problem]:
        """The folder must be there."""
        folder = str(values.get("folder") or "")
        return [Problem("folder", "写到哪个文件夹", "没有这个文件夹。")] if folder and not Path(folder).is_dir() else []

    def perform(self, values: dict[str, object]) -> Changes:
        """Writes it and reads it back."""
        epoch, seq = self._missing if values["what"] == "gap" and self._missing else ("", 1)
        written = ask_station(self._county.centre, self._station, Path(str(values["folder"])), seq, epoch)
        self._path = str(written.path)
        return Changes(packages=True)

    def told(self, values: dict[str, object]) -> str:
        """Where it lies."""
        return f"补发请求已写入并校验：{self._path}，请交给供电所导入。"

    def _choose(self) -> None:
        folder = self.ask_folder()
        if folder:
            self.folder.setText(folder)
