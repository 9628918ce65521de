"""Other words for commands, by which the command list finds them."""

from PyQt5.QtCore import QCoreApplication
from PyQt5.QtWidgets import QAction

from app.ui.canvas.tools import Tool
from app.ui.dialogs.command_list import SYNONYMS
from app.ui.window.commands import Commands


def give_synonyms(commands: Commands) -> None:
    """Let the commands be found by what else people call them, in the window's language."""
    for action, words in _synonyms(commands):
        action.setProperty(SYNONYMS, words)


def _synonyms(commands: Commands) -> tuple[tuple[QAction, str], ...]:
    translate, tools = QCoreApplication.translate, commands.tools
    return (
        (commands.open, translate("Synonyms", "load import file image photograph picture")),
        (commands.open_folder, translate("Synonyms", "load import directory")),
        (
            commands.archive,
            translate("Synonyms", "PACS fetch query retrieve worklist prior search"),
        ),
        (commands.earlier, translate("Synonyms", "PACS prior previous visit history fetch")),
        (commands.sample, translate("Synonyms", "example demo test image")),
        (commands.patients, translate("Synonyms", "people name search find record")),
        (commands.assign, translate("Synonyms", "whose link name")),
        (commands.report, translate("Synonyms", "print save sign PDF letter document")),
        (commands.export, translate("Synonyms", "save CSV JSON PNG table numbers mask")),
        (commands.export_objects, translate("Synonyms", "save SEG SR PACS")),
        (commands.send, translate("Synonyms", "PACS upload transfer DICOM store")),
        (commands.outbox, translate("Synonyms", "PACS queue waiting failed")),
        (
            commands.settings,
            translate("Synonyms", "preferences options theme dark light text size clinic logo"),
        ),
        (commands.manual, translate("Synonyms", "help documentation guide explain")),
        (commands.quit, translate("Synonyms", "exit close leave")),
        (commands.undo, translate("Synonyms", "back revert")),
        (commands.redo, translate("Synonyms", "again repeat")),
        (tools[Tool.MOVE], translate("Synonyms", "pan hand drag")),
        (tools[Tool.LINE], translate("Synonyms", "ruler distance length caliper")),
        (tools[Tool.ANGLE], translate("Synonyms", "protractor degrees")),
        (tools[Tool.ADD], translate("Synonyms", "brush draw paint pen correct")),
        (tools[Tool.ERASE], translate("Synonyms", "brush rubber delete remove correct")),
        (tools[Tool.RESTORE], translate("Synonyms", "brush undelete recover erased")),
        (tools[Tool.SEGMENT], translate("Synonyms", "delete remove restore whole vessel click")),
        (
            tools[Tool.EXCLUDE],
            translate("Synonyms", "brush ignore leave out lesion bleeding shadow scar"),
        ),
        (tools[Tool.KIND], translate("Synonyms", "arteriole venule flip swap vessel click")),
        (tools[Tool.DISC], translate("Synonyms", "papilla optic nerve head move size")),
        (tools[Tool.CUP], translate("Synonyms", "excavation glaucoma move size")),
        (tools[Tool.FOVEA], translate("Synonyms", "macula centre move")),
        (
            commands.anatomy.layers["kinds"],
            translate("Synonyms", "arterioles venules AVR red blue"),
        ),
        (commands.anatomy.layers["disc"], translate("Synonyms", "papilla optic nerve head")),
        (commands.anatomy.layers["fovea"], translate("Synonyms", "macula")),
        (commands.anatomy.layers["zone_b"], translate("Synonyms", "ring disc CRAE CRVE")),
        (commands.anatomy.layers["zone_c"], translate("Synonyms", "ring disc")),
        (commands.anatomy.layers["grid"], translate("Synonyms", "macula rings sectors")),
        (commands.anatomy.accept_eye, translate("Synonyms", "laterality right left OD OS")),
        (commands.discard_corrections, translate("Synonyms", "reset original automatic")),
        (commands.include_all, translate("Synonyms", "reset excluded exclusion")),
        (commands.fit, translate("Synonyms", "whole zoom overview")),
        (commands.true_size, translate("Synonyms", "zoom 100 % actual pixels")),
        (commands.blink, translate("Synonyms", "flicker toggle overlay")),
        (commands.poor_parts_shown, translate("Synonyms", "quality blur dark")),
        (commands.patient_shown, translate("Synonyms", "anonymous hide name privacy")),
        (commands.full_screen, translate("Synonyms", "maximise large presentation")),
        (commands.vessels_shown, translate("Synonyms", "overlay mask hide segmentation")),
        (commands.inverted, translate("Synonyms", "negative")),
        (commands.equalised, translate("Synonyms", "enhance brighten")),
        (commands.reset_tone, translate("Synonyms", "original reset brightness contrast")),
        (
            commands.compare,
            translate("Synonyms", "prior previous change progression follow-up difference"),
        ),
        (commands.shortcuts, translate("Synonyms", "help keyboard shortcuts mouse")),
        (commands.tour, translate("Synonyms", "help introduction tutorial first steps")),
        (commands.log, translate("Synonyms", "error problem support")),
        (commands.about, translate("Synonyms", "version licence self-test")),
    )
