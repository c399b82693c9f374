"""What several tests of the services share."""

import pytest


@pytest.fixture(name="trip")
def _trip(tmp_path):
    """Folders of their own for each package, so that an older one can be carried again."""

    def folder(name: str):
        (tmp_path / name).mkdir(parents=True, exist_ok=True)
        return tmp_path / name

    return folder
