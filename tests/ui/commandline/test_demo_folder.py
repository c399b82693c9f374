"""The demo is made once a day and never where something else lies."""

import sys
from argparse import Namespace
from datetime import datetime
from types import ModuleType

import pytest

from models.problems import StationError
from ui.commandline import demo
from ui.commandline.demo_folder import fresh_demo


@pytest.fixture
def made(monkeypatch):
    calls = []

    def make_demo(folder, now, render, cases, card):
        (folder / "data").mkdir()
        (folder / "data" / "station.db").write_text(f"{now():%Y-%m-%d}")
        calls.append(cases)

    module = ModuleType("models.services.demo")
    module.make_demo, module.LIVING, module.PASSWORD = make_demo, 60, "demo"
    monkeypatch.setitem(sys.modules, "models.services.demo", module)
    return calls


def on(day: int):
    return lambda: datetime(2026, 11, day, 9, 41)


def test_made_once_a_day(made, tmp_path):
    fresh_demo(tmp_path / "demo", on(23))
    fresh_demo(tmp_path / "demo", on(23))
    assert made == [60]
    fresh_demo(tmp_path / "demo", on(24))
    assert made == [60, 60]
    assert (tmp_path / "demo" / "data" / "station.db").read_text() == "2026-11-24"


def test_a_demo_made_without_a_window_is_known_as_one(made, tmp_path):
    folder = tmp_path / "demo"
    demo.run(Namespace(station=folder, cases=None, centre=None, json=True), on(23))
    fresh_demo(folder, on(23))
    assert made == [60]


def test_never_in_place_of_a_real_station(made, tmp_path):
    (tmp_path / "station.db").write_text("real")
    with pytest.raises(StationError, match="不会覆盖"):
        fresh_demo(tmp_path, on(23))
    assert (tmp_path / "station.db").read_text() == "real"
    assert made == []


def test_broken_off_it_is_made_again(made, tmp_path):
    (tmp_path / "demo-day").write_text("")
    (tmp_path / "half").write_text("")
    fresh_demo(tmp_path, on(23))
    assert made == [60]
    assert not (tmp_path / "half").exists()
