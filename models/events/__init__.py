"""The journal's vocabulary: one typed Struct a kind of fact, named in the past tense, listed here and nowhere else."""

from __future__ import annotations

from datetime import datetime

import msgspec

from models.events.approval import ApprovalDecided
from models.events.archive import (
    ArchiveLineExcused,
    ArchiveNumbered,
    ArchivePaperPlaced,
    ArchivePaperWithdrawn,
    CaseFileExported,
    FileLent,
    FileReturned,
)
from models.events.attached_file import FileAttached, FileRemoved
from models.events.audit import FindingExplained
from models.events.broadcast import BroadcastSent, BroadcastSettled
from models.events.calendar import DueMoved
from models.events.case import (
    ApplicationRegistered,
    CaseAccepted,
    CaseCorrected,
    CaseEnded,
    CasePassedUp,
    ClockPaused,
    ClockResumed,
    FormFilled,
    PapersReceived,
    ProposalOverridden,
    StageCompleted,
    StageDateCorrected,
)
from models.events.case_role import CaseRoleEnded, CaseRoleGiven
from models.events.centre import ConflictSettled, CustomersJoined, CustomersParted
from models.events.clock import DelayNoted, PauseRefused
from models.events.contact import ComplaintAnswered, ComplaintReceived, ContactAnswered, ContactNoted
from models.events.coordination import CoordinationAnswered, CoordinationAsked
from models.events.correction import CaseRenumbered, PaperSettled, PapersOutdated, StageReopened
from models.events.ending import CaseMergedIn, CaseReopened, OutcomeDecided, OutcomeDropped, SupplyReviewed
from models.events.envelope import Envelope, decode_envelope
from models.events.facts import CaseFactsStated
from models.events.fees import (
    FeeCancelled,
    FeeCharged,
    FeeDeferralApproved,
    FeeDeferralAsked,
    FeePaid,
    FeesSettled,
    FeeWaived,
    OldBillsChecked,
)
from models.events.handling import (
    AfterSequenceSkipped,
    AfterStepDone,
    AfterStepTakenBack,
    GreenChannelClosed,
    GreenChannelOpened,
    PeriodEnded,
    PeriodExtended,
)
from models.events.household import (
    HouseholdApplied,
    HouseholdChecked,
    HouseholdCorrected,
    HouseholdDropped,
    HouseholdEnergized,
    HouseholdMeterReplaced,
    HouseholdSigned,
    HouseholdsListed,
)
from models.events.lateness import OverrunDeclared, SupervisionAnswered, SupervisionRecorded, WarningRaised
from models.events.lost import LostPaperSettled, PaperLost
from models.events.paper import PaperDelivered, PaperIssued, PaperReprinted, PaperSigned, PaperVoided
from models.events.plan import ExtensionAnswered, ExtensionAsked, ObjectionRaised, ObjectionSettled, PlanSignatureNoted
from models.events.pre_acceptance import PreAcceptanceRemindedLater, PreAcceptanceRenumbered, PreAccepted
from models.events.promises import ContractDatesPromised
from models.events.spot import SpotChecked, SpotChecksDrawn
from models.events.station import (
    ClockCorrected,
    EpochOpened,
    PersonJoined,
    PersonLeft,
    RulesAdopted,
    SigningKeyRenewed,
    StationImageSet,
    StationOpened,
    WordingsAdopted,
)
from models.events.transfer import CaseReturned, CaseTakenBack, CaseTakenOver, StationTaskAsked, StationTaskDone

__all__ = [
    "BroadcastSent",
    "BroadcastSettled",
    "ConflictSettled",
    "CustomersJoined",
    "CustomersParted",
    "EVENTS",
    "KINDS",
    "Fact",
    "read_fact",
    "ApplicationRegistered",
    "CaseAccepted",
    "PreAccepted",
    "PreAcceptanceRemindedLater",
    "PreAcceptanceRenumbered",
    "CaseCorrected",
    "CaseRenumbered",
    "CaseEnded",
    "CaseFactsStated",
    "ContractDatesPromised",
    "CasePassedUp",
    "ClockPaused",
    "ClockResumed",
    "FormFilled",
    "PapersReceived",
    "ProposalOverridden",
    "StageCompleted",
    "StageDateCorrected",
    "PaperDelivered",
    "PaperIssued",
    "PaperReprinted",
    "PaperSigned",
    "PaperVoided",
    "EpochOpened",
    "HouseholdApplied",
    "HouseholdChecked",
    "HouseholdCorrected",
    "HouseholdDropped",
    "HouseholdEnergized",
    "HouseholdMeterReplaced",
    "HouseholdSigned",
    "HouseholdsListed",
    "PersonJoined",
    "PersonLeft",
    "RulesAdopted",
    "WordingsAdopted",
    "StationImageSet",
    "SigningKeyRenewed",
    "StationOpened",
    "FeeCharged",
    "FeeCancelled",
    "FeePaid",
    "FeeWaived",
    "FeeDeferralAsked",
    "FeeDeferralApproved",
    "OldBillsChecked",
    "FeesSettled",
    "ContactNoted",
    "ContactAnswered",
    "ComplaintReceived",
    "ComplaintAnswered",
    "DueMoved",
    "OverrunDeclared",
    "SupervisionAnswered",
    "SupervisionRecorded",
    "WarningRaised",
    "ApprovalDecided",
    "CaseRoleEnded",
    "CaseRoleGiven",
    "CoordinationAnswered",
    "CoordinationAsked",
    "CaseMergedIn",
    "CaseReopened",
    "OutcomeDecided",
    "OutcomeDropped",
    "SupplyReviewed",
    "ClockCorrected",
    "ExtensionAnswered",
    "ExtensionAsked",
    "ObjectionRaised",
    "ObjectionSettled",
    "PlanSignatureNoted",
    "PaperSettled",
    "PapersOutdated",
    "StageReopened",
    "DelayNoted",
    "PauseRefused",
    "FindingExplained",
    "LostPaperSettled",
    "PaperLost",
    "SpotChecked",
    "SpotChecksDrawn",
    "GreenChannelOpened",
    "GreenChannelClosed",
    "AfterStepDone",
    "AfterStepTakenBack",
    "AfterSequenceSkipped",
    "PeriodExtended",
    "PeriodEnded",
    "FileAttached",
    "FileRemoved",
    "ArchiveLineExcused",
    "ArchiveNumbered",
    "ArchivePaperPlaced",
    "ArchivePaperWithdrawn",
    "CaseFileExported",
    "FileLent",
    "FileReturned",
    "CaseReturned",
    "CaseTakenBack",
    "CaseTakenOver",
    "StationTaskAsked",
    "StationTaskDone",
]

EVENTS: tuple[type[msgspec.Struct], ...] = (
    StationOpened,
    StationImageSet,
    SigningKeyRenewed,
    EpochOpened,
    PersonJoined,
    PersonLeft,
    RulesAdopted,
    WordingsAdopted,
    ApplicationRegistered,
    PapersReceived,
    CaseAccepted,
    FormFilled,
    StageCompleted,
    StageDateCorrected,
    CaseCorrected,
    CaseRenumbered,
    ClockPaused,
    ClockResumed,
    CasePassedUp,
    CaseEnded,
    CaseFactsStated,
    ContractDatesPromised,
    PaperIssued,
    PaperReprinted,
    PaperDelivered,
    PaperSigned,
    PaperVoided,
    FeeCharged,
    FeeCancelled,
    FeePaid,
    FeeWaived,
    FeeDeferralAsked,
    FeeDeferralApproved,
    OldBillsChecked,
    FeesSettled,
    ContactNoted,
    ContactAnswered,
    ComplaintReceived,
    ComplaintAnswered,
    HouseholdApplied,
    HouseholdChecked,
    HouseholdCorrected,
    HouseholdDropped,
    HouseholdEnergized,
    HouseholdMeterReplaced,
    HouseholdSigned,
    HouseholdsListed,
    DueMoved,
    WarningRaised,
    OverrunDeclared,
    SupervisionRecorded,
    SupervisionAnswered,
    ApprovalDecided,
    CoordinationAsked,
    CoordinationAnswered,
    CaseRoleGiven,
    CaseRoleEnded,
    OutcomeDecided,
    OutcomeDropped,
    CaseMergedIn,
    SupplyReviewed,
    CaseReopened,
    PauseRefused,
    DelayNoted,
    FindingExplained,
    PaperLost,
    LostPaperSettled,
    ConflictSettled,
    CustomersJoined,
    CustomersParted,
    SpotChecksDrawn,
    SpotChecked,
    ClockCorrected,
    PlanSignatureNoted,
    ObjectionRaised,
    ObjectionSettled,
    ExtensionAsked,
    ExtensionAnswered,
    PapersOutdated,
    PaperSettled,
    StageReopened,
    GreenChannelOpened,
    GreenChannelClosed,
    AfterStepDone,
    AfterStepTakenBack,
    AfterSequenceSkipped,
    PeriodExtended,
    PeriodEnded,
    BroadcastSent,
    BroadcastSettled,
    FileAttached,
    FileRemoved,
    PreAccepted,
    PreAcceptanceRemindedLater,
    PreAcceptanceRenumbered,
    ArchiveLineExcused,
    ArchiveNumbered,
    ArchivePaperPlaced,
    ArchivePaperWithdrawn,
    CaseFileExported,
    FileLent,
    FileReturned,
    CaseTakenOver,
    CaseReturned,
    CaseTakenBack,
    StationTaskAsked,
    StationTaskDone,
)
KINDS: dict[str, type[msgspec.Struct]] = {event.__name__: event for event in EVENTS}
_decoders = {kind: msgspec.json.Decoder(event) for kind, event in KINDS.items()}


class Fact(msgspec.Struct, frozen=True, gc=False):
    """One line of the journal, read: `event` is None where this program does not know the kind (需升级).

    `private` is the personal part, an empty dict where the line has none, None where it was deleted by rule (已按规定删除)
    or has not arrived.
    """

    envelope: Envelope
    event: msgspec.Struct | None
    private: dict[str, object] | None

    @property
    def at(self) -> datetime:
        """The local time of entry."""
        return datetime.fromisoformat(self.envelope.at)


def read_fact(line: bytes, private: bytes | None) -> Fact:
    """Decodes a stored line with its personal part (16 random bytes + JSON).

    An unknown kind, or a known one with content this program cannot read, gives `event=None`: it is kept and never blocks the others.
    """
    return fact_of(decode_envelope(line), private)


def fact_of(envelope: Envelope, private: bytes | None) -> Fact:
    """As `read_fact`, for a line whose envelope has been decoded already."""
    event = _event(envelope)
    if envelope.private is None:
        return Fact(envelope, event, {})
    if private is None:
        return Fact(envelope, event, None)
    try:
        return Fact(envelope, event, msgspec.json.decode(private[16:], type=dict[str, object]))
    except (msgspec.DecodeError, UnicodeDecodeError):
        return Fact(envelope, None, {})


def _event(envelope: Envelope) -> msgspec.Struct | None:
    decoder = _decoders.get(envelope.kind)
    if decoder is None:
        return None
    try:
        return decoder.decode(envelope.body)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None
