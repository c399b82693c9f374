"""The 交接单 that goes with the stick: shown, printed, saved; who hands over, carries and receives signs it."""

from __future__ import annotations

from collections.abc import Callable

from ui.paper.preview import SheetPreview
from ui.window import Desk


class SlipDialog(SheetPreview):
    """One sheet with two copies: one stays here, one goes with the stick."""

    def __init__(self, desk: Desk, number: int, make: Callable[[], bytes]) -> None:
        super().__init__(desk, f"数据包交接单 第 {number} 号", make)
        self.state.setText("一张两联：一联留所里，一联随 U 盘交县中心。交、运、收三方写上时间并签字。交接单不是回执。")


class KeySheetDialog(SheetPreview):
    """The station's fingerprint, large, with the code that the county scans."""

    def __init__(self, desk: Desk, make: Callable[[], bytes]) -> None:
        super().__init__(desk, "本所密钥指纹", make)
        self.state.setText("交县中心登记用：扫码或读 STATION.json，再逐组核对指纹。上面没有密码和客户资料。")
