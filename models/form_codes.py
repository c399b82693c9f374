"""The codes of the forms that rule files may name, in the order of the flow; each is a class in models.forms."""

FORM_CODES = (
    "LV-RES-APP", "LV-APP", "HV-APP", "BATCH-APP", "CHANGE-APP", "RENAME-APP", "ENQUIRY-APP", "LV-EQUIPMENT", "PROXY", "CONTACT-CARD",
    "LV-SURVEY", "HV-SURVEY", "LV-PLAN", "HV-PLAN", "HV-PLAN-TEXT", "HV-PLAN-AREA", "ENQUIRY-REPLY", "QUALIFICATION", "DESIGN-OPINION",
    "MID-CHECK", "STOP-WORK", "COMPLETION-REPORT", "COMPLETION", "CONTRACT", "RES-CONTRACT", "ASSET-TRANSFER",
    "WORK-RECORD", "METER", "ENERGIZE", "ARCHIVE", "CALLBACK",
)  # fmt: skip
