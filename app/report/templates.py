"""Texts for the findings that are used often; the clinician completes and checks them.

The grades of diabetic retinopathy are those of the International Clinical Diabetic Retinopathy
Disease Severity Scale (Wilkinson et al., 2003).
"""

from dataclasses import dataclass

from app.base.messages import Message, message


@dataclass(frozen=True)
class ShippedTemplate:
    """Texts under a name, to be said in the language of the report.

    Attributes:
        findings, impression, recommendation: empty where the clinician writes all of it.
    """

    name: Message
    findings: Message | str = ""
    impression: Message | str = ""
    recommendation: Message | str = ""


_DISC = message("Optic disc: margins sharp, cup-to-disc ratio ___.")
_NEXT = message("Next photograph in ___ months.")
_REFER = message("Referral to a retina specialist: ___.")

SHIPPED = (
    ShippedTemplate(
        message("Normal fundus"),
        message(
            "{disc} Macula: normal. Vessels: normal course and calibre. No haemorrhages, exudates "
            "or cotton-wool spots in the part that is seen.",
            disc=_DISC,
        ),
        message("No abnormality in the part of the fundus that is seen."),
        _NEXT,
    ),
    ShippedTemplate(
        message("Hypertensive changes"),
        message(
            "{disc} Arterioles: narrowing ___ (generalised, focal), arteriovenous crossing signs "
            "___. Haemorrhages: ___. Cotton-wool spots: ___. Hard exudates: ___. Disc swelling: "
            "___.",
            disc=_DISC,
        ),
        message("Hypertensive retinal changes, ___ (mild, moderate, severe)."),
        message("Blood pressure to be checked. {next}", next=_NEXT),
    ),
    ShippedTemplate(
        message("Diabetes: no retinopathy"),
        message("{disc} No microaneurysms or other signs of diabetic retinopathy.", disc=_DISC),
        message("No apparent diabetic retinopathy. Macular oedema: ___."),
        _NEXT,
    ),
    ShippedTemplate(
        message("Diabetes: mild NPDR"),
        message("{disc} Microaneurysms only: ___.", disc=_DISC),
        message("Mild non-proliferative diabetic retinopathy. Macular oedema: ___."),
        _NEXT,
    ),
    ShippedTemplate(
        message("Diabetes: moderate NPDR"),
        message(
            "{disc} Microaneurysms: ___. Haemorrhages: ___. Hard exudates: ___. Cotton-wool spots: "
            "___. More than microaneurysms only, less than severe.",
            disc=_DISC,
        ),
        message("Moderate non-proliferative diabetic retinopathy. Macular oedema: ___."),
        _NEXT,
    ),
    ShippedTemplate(
        message("Diabetes: severe NPDR"),
        message(
            "{disc} At least one of: more than 20 intraretinal haemorrhages in each of four "
            "quadrants (___), venous beading in two or more quadrants (___), prominent "
            "intraretinal microvascular abnormalities in one or more quadrants (___). No signs of "
            "proliferative retinopathy.",
            disc=_DISC,
        ),
        message("Severe non-proliferative diabetic retinopathy. Macular oedema: ___."),
        _REFER,
    ),
    ShippedTemplate(
        message("Diabetes: PDR"),
        message(
            "{disc} Neovascularisation: ___ (disc, elsewhere). Vitreous or preretinal haemorrhage: "
            "___.",
            disc=_DISC,
        ),
        message("Proliferative diabetic retinopathy. Macular oedema: ___."),
        _REFER,
    ),
    ShippedTemplate(
        message("Free text"),
        message("Optic disc: ___. Macula: ___. Vessels: ___. Rest of the fundus: ___."),
    ),
)
"""In the order in which they are offered."""
