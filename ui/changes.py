"""One signal for everything that was saved; each page decides for itself whether it shows any of it."""

from PySide6.QtCore import QObject, Signal

from models.services.changes import Changes


class ChangeBus(QObject):
    """Tells every page what a use case changed; `changed` carries a `Changes`."""

    changed = Signal(object)

    def tell(self, changes: Changes) -> None:
        """Announces what was committed; call it in the GUI thread."""
        self.changed.emit(changes)
