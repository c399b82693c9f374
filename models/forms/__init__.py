"""The papers of the flow as typed classes. A new form is one module here and its name in FORMS."""

from models.forms.archive_list import ArchiveList
from models.forms.asset_transfer import AssetTransfer
from models.forms.batch_application import BatchApplication
from models.forms.callback_record import CallbackRecord
from models.forms.change_application import ChangeApplication, kind_asked
from models.forms.completion_opinion import CompletionOpinion
from models.forms.completion_report import CompletionReport
from models.forms.contact_card import ContactCard
from models.forms.design_opinion import DesignOpinion
from models.forms.energizing_sheet import EnergizingSheet
from models.forms.enquiry_application import EnquiryApplication
from models.forms.enquiry_reply import EnquiryReply
from models.forms.entry import as_typed, draft_of, facts_of, fill, parse_day, prefilled
from models.forms.equipment_list import EquipmentList
from models.forms.fields import (
    FACTS,
    Annex,
    Bar,
    Clause,
    Field,
    FieldSpec,
    Form,
    GridRow,
    QrCell,
    Row,
    Side,
    Signatures,
    Sketch,
    Statement,
    TableRow,
    facts_given,
    names_in,
    private_names,
    row_names,
    rule,
    spec_of,
    specs,
)
from models.forms.high_voltage_application import HighVoltageApplication
from models.forms.high_voltage_plan import HighVoltagePlan
from models.forms.high_voltage_plan_reply import HighVoltagePlanReply
from models.forms.high_voltage_survey import HighVoltageSurvey
from models.forms.low_voltage_application import LowVoltageApplication
from models.forms.low_voltage_plan_reply import LowVoltagePlanReply
from models.forms.low_voltage_survey import LowVoltageSurvey
from models.forms.meter_work_order import MeterWorkOrder
from models.forms.mid_check_opinion import MidCheckOpinion
from models.forms.proxy_letter import ProxyLetter
from models.forms.qualification_check import QualificationCheck
from models.forms.rename_application import RenameApplication
from models.forms.residential_application import ResidentialApplication
from models.forms.residential_area_plan import ResidentialAreaPlan
from models.forms.residential_contract import ResidentialContract
from models.forms.stop_work_notice import StopWorkNotice
from models.forms.stored import ERASED, from_json, to_json
from models.forms.supply_contract import SupplyContract
from models.forms.work_record import WorkRecord
from models.problems import StationError

__all__ = [
    "ERASED", "FACTS", "FORMS", "Annex", "Bar", "Clause", "Field", "FieldSpec", "Form", "GridRow", "QrCell", "Row", "Side", "Signatures",
    "Sketch", "Statement", "TableRow", "as_typed", "draft_of", "facts_given", "facts_of", "fill", "form_by_code", "from_json", "kind_asked",
    "names_in", "parse_day", "prefilled", "private_names", "row_names", "rule", "spec_of", "specs", "to_json",
]  # fmt: skip

FORMS: tuple[type[Form], ...] = (
    ResidentialApplication,
    LowVoltageApplication,
    HighVoltageApplication,
    BatchApplication,
    ChangeApplication,
    RenameApplication,
    EnquiryApplication,
    EquipmentList,
    ProxyLetter,
    ContactCard,
    LowVoltageSurvey,
    HighVoltageSurvey,
    LowVoltagePlanReply,
    HighVoltagePlanReply,
    HighVoltagePlan,
    ResidentialAreaPlan,
    EnquiryReply,
    QualificationCheck,
    DesignOpinion,
    MidCheckOpinion,
    StopWorkNotice,
    CompletionReport,
    CompletionOpinion,
    SupplyContract,
    ResidentialContract,
    AssetTransfer,
    WorkRecord,
    MeterWorkOrder,
    EnergizingSheet,
    ArchiveList,
    CallbackRecord,
)  # in the order of the flow


def form_by_code(code: str) -> type[Form]:
    """The form whose code this is; StationError if this program has no such form."""
    for form in FORMS:
        if form.code == code:
            return form
    raise StationError(f"本程序没有代码为 {code} 的表单。", "请先升级本程序。")
