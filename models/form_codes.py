"""The forms by code, in the order of the flow: a form is one module in models/forms and one line here."""

from collections.abc import Mapping

FORM_MODULES: Mapping[str, str] = {  # code → module in models/forms; the class there is the one with this code
    "LV-RES-APP": "residential_application",
    "LV-APP": "low_voltage_application",
    "HV-APP": "high_voltage_application",
    "BATCH-APP": "batch_application",
    "CHANGE-APP": "change_application",
    "RENAME-APP": "rename_application",
    "ENQUIRY-APP": "enquiry_application",
    "LV-EQUIPMENT": "equipment_list",
    "PROXY": "proxy_letter",
    "CONTACT-CARD": "contact_card",
    "LV-SURVEY": "low_voltage_survey",
    "HV-SURVEY": "high_voltage_survey",
    "LV-PLAN": "low_voltage_plan_reply",
    "HV-PLAN": "high_voltage_plan_reply",
    "HV-PLAN-TEXT": "high_voltage_plan",
    "HV-PLAN-AREA": "residential_area_plan",
    "ENQUIRY-REPLY": "enquiry_reply",
    "QUALIFICATION": "qualification_check",
    "DESIGN-OPINION": "design_opinion",
    "MID-CHECK": "mid_check_opinion",
    "STOP-WORK": "stop_work_notice",
    "COMPLETION-REPORT": "completion_report",
    "COMPLETION": "completion_opinion",
    "CONTRACT": "supply_contract",
    "RES-CONTRACT": "residential_contract",
    "ASSET-TRANSFER": "asset_transfer",
    "WORK-RECORD": "work_record",
    "METER": "meter_work_order",
    "ENERGIZE": "energizing_sheet",
    "ARCHIVE": "archive_list",
    "CALLBACK": "callback_record",
}
FORM_CODES = tuple(FORM_MODULES)
