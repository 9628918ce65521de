"""The colours of the window, by name: a dark theme and a light one.

The style sheet (resources/style.qss) and the palette take every colour from here. The photograph
lies on near-black in both, so that what is around it does not change how it looks.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Theme:
    """The colours of one theme, as #rrggbb.

    Attributes:
        window, card, inset, popup, base: grounds, from the window to the fields for typing.
        button, hover, pressed: of what can be clicked.
        border, edge: lines around cards, and stronger ones around controls.
        text, strong, faint, stale, disabled: writing; stale numbers are about to change.
        link, link_hover: writing that can be clicked.
        accent, accent_edge, on_accent: the main button; what is filled, or has the keyboard.
        selection, on_selection: a chosen line of a list or menu.
        tint, tint_edge, tint_text: a switch that is on.
        track, handle, handle_off: of sliders and scroll bars.
        good, fair, bad: verdicts.
        notice, alarm: grounds of messages.
        veil: a ground under the pointer on any other.
    """

    window: str
    card: str
    inset: str
    popup: str
    base: str
    button: str
    hover: str
    pressed: str
    border: str
    edge: str
    text: str
    strong: str
    faint: str
    stale: str
    disabled: str
    link: str
    link_hover: str
    accent: str
    accent_edge: str
    on_accent: str
    selection: str
    on_selection: str
    tint: str
    tint_edge: str
    tint_text: str
    track: str
    handle: str
    handle_off: str
    good: str
    fair: str
    bad: str
    notice: str
    alarm: str
    veil: str


DARK = Theme(
    window="#16191d",
    card="#1d2126",
    inset="#23282f",
    popup="#1f242a",
    base="#101215",
    button="#2a3038",
    hover="#333a43",
    pressed="#242a31",
    border="#2b3139",
    edge="#3b434d",
    text="#e7eaee",
    strong="#f3f6f8",
    faint="#9aa5b1",
    stale="#8a95a0",
    disabled="#5d6670",
    link="#4fd0e0",
    link_hover="#8fe6f2",
    accent="#1a7684",
    accent_edge="#2a9db0",
    on_accent="#ffffff",
    selection="#1f6f7d",
    on_selection="#ffffff",
    tint="#173a42",
    tint_edge="#24616d",
    tint_text="#8fe6f2",
    track="#343b44",
    handle="#e7eaee",
    handle_off="#4a525c",
    good="#6fd08c",
    fair="#f2b45a",
    bad="#ff8577",
    notice="#16323a",
    alarm="#3a2325",
    veil="#454d57",
)

LIGHT = Theme(
    window="#eceff2",
    card="#f8f9fb",
    inset="#eef1f4",
    popup="#fbfcfd",
    base="#ffffff",
    button="#ffffff",
    hover="#e2e7ec",
    pressed="#d5dce3",
    border="#d5dbe1",
    edge="#b6bfc9",
    text="#20262d",
    strong="#12171c",
    faint="#525d69",
    stale="#5f6a76",
    disabled="#98a2ad",
    link="#096878",
    link_hover="#064a56",
    accent="#127484",
    accent_edge="#0e8fa3",
    on_accent="#ffffff",
    selection="#127484",
    on_selection="#ffffff",
    tint="#d3ecf0",
    tint_edge="#8fc6cf",
    tint_text="#07505c",
    track="#c9d1d9",
    handle="#44505c",
    handle_off="#a9b3bd",
    good="#1d6b37",
    fair="#855000",
    bad="#b3261e",
    notice="#d8edf1",
    alarm="#fbe3e1",
    veil="#cbd3db",
)
