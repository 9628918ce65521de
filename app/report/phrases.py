"""Short pieces of text for the findings; the clinician chooses, completes and checks them."""

from app.base.messages import Message, message

SHIPPED_PHRASES: tuple[tuple[Message, tuple[Message, ...]], ...] = (
    (
        message("Optic disc"),
        (
            message("Margins sharp."),
            message("Margins blurred."),
            message("Cup-to-disc ratio ___."),
            message("Pale."),
            message("Peripapillary atrophy."),
        ),
    ),
    (
        message("Macula"),
        (
            message("Foveal reflex present."),
            message("Foveal reflex absent."),
            message("Drusen: ___."),
            message("Hard exudates within one disc diameter of the fovea."),
            message("Epiretinal membrane."),
        ),
    ),
    (
        message("Vessels"),
        (
            message("Normal course and calibre."),
            message("Arterioles narrowed, ___ (generalised, focal)."),
            message("Arteriovenous crossing signs."),
            message("Copper or silver wiring."),
            message("Tortuous veins."),
            message("New vessels: ___."),
        ),
    ),
    (
        message("Retina"),
        (
            message("No haemorrhages, exudates or cotton-wool spots in the part that is seen."),
            message("Microaneurysms: ___."),
            message("Haemorrhages: ___."),
            message("Cotton-wool spots: ___."),
            message("Laser scars: ___."),
        ),
    ),
    (
        message("Limits of the view"),
        (
            message("Media opacity limits the view."),
            message("The periphery is not seen."),
            message("Compared with the photograph of ___: no change."),
        ),
    ),
)
"""By the part of the fundus, in the order in which one looks at it."""
