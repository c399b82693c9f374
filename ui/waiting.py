"""The dialog that shows that something takes a while."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QProgressBar, QPushButton, QVBoxLayout, QWidget


class WaitingDialog(QDialog):
    """What is being done, a bar, and later a button to cancel. It cannot be closed otherwise; `finish` closes it."""

    cancelled = Signal()

    def __init__(self, parent: QWidget | None, text: str) -> None:
        super().__init__(parent)
        self.setWindowTitle("请稍候")
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setWindowFlag(Qt.WindowType.WindowCloseButtonHint, False)
        self.setMinimumWidth(360)
        self._bar = QProgressBar()
        self._bar.setRange(0, 0)
        self._cancel = QPushButton("取消")
        self._cancel.setEnabled(False)
        self._cancel.clicked.connect(self._give_up)
        buttons = QHBoxLayout()
        buttons.addStretch()
        buttons.addWidget(self._cancel)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 20, 20, 16)
        layout.setSpacing(12)
        layout.addWidget(QLabel(text))
        layout.addWidget(self._bar)
        layout.addLayout(buttons)
        self._cancel.hide()

    def advance(self, share: float) -> None:
        """Shows how much is done, 0.0 to 1.0."""
        self._bar.setRange(0, 100)
        self._bar.setValue(round(share * 100))

    def offer_cancel(self) -> None:
        """From now on it can be cancelled."""
        self._cancel.show()
        self._cancel.setEnabled(True)

    def finish(self) -> None:
        """The work has ended."""
        self.done(0)
        self.deleteLater()

    def reject(self) -> None:
        """Esc cancels where that is offered, and does nothing otherwise."""
        if self._cancel.isEnabled():
            self._give_up()

    def _give_up(self) -> None:
        self.cancelled.emit()
        self.finish()
