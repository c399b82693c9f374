"""Whose turn a high-voltage case is: taken over by the county centre, returned to the station, and what the station does for it."""

from __future__ import annotations

from datetime import date
from typing import Literal

import msgspec

ReturnKind = Literal["supplement", "answered", "done"]
TaskKind = Literal["attend", "opinion"]


class CaseTakenOver(msgspec.Struct, frozen=True, kw_only=True):
    """The centre took a passed-up case in hand on a day; who did stands in the private part."""

    on: date


class CaseReturned(msgspec.Struct, frozen=True, kw_only=True):
    """The centre gave a case back to its station, which owns it from this line on.

    supplement: papers or corrections are wanted, `items` says which; answered: the plan's reply is to be handed to the customer;
    done: the centre's stages are finished.
    """

    kind: ReturnKind
    on: date
    items: tuple[str, ...] = ()
    words: str = ""


class CaseTakenBack(msgspec.Struct, frozen=True, kw_only=True):
    """The station looked at what came back. With `paper` set the centre had returned it on paper only, and this is the return itself."""

    on: date
    kind: ReturnKind
    paper: bool = False
    items: tuple[str, ...] = ()
    words: str = ""


class StationTaskAsked(msgspec.Struct, frozen=True, kw_only=True):
    """The centre asks the station to attend the completion inspection on a day, or to give its group's opinion by then (inclusive)."""

    task: str
    kind: TaskKind
    on: date
    words: str = ""


class StationTaskDone(msgspec.Struct, frozen=True, kw_only=True):
    """The station did what it was asked on a day; who did stands in the private part."""

    task: str
    on: date
    words: str = ""
