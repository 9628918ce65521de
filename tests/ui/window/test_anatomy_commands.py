import pytest

from app.domain.photograph import Laterality
from app.domain.structures import Structure
from app.settings.look import KindColours
from app.ui.window.anatomy_commands import AnatomyCommands


@pytest.fixture
def commands(retina):
    return AnatomyCommands(retina)


def test_each_layer_is_switched_and_remembered_in_the_look(retina, commands):
    for name, action in commands.layers.items():
        before = getattr(retina.look.anatomy, name)
        assert action.isChecked() == before
        action.trigger()
        assert getattr(retina.look.anatomy, name) is not before
        assert action.isChecked() is not before
        retina.history.undo()
        assert action.isChecked() == before


def test_colours_are_chosen(retina, commands):
    commands.colours[KindColours.ORANGE_BLUE].trigger()
    assert retina.look.anatomy.colours is KindColours.ORANGE_BLUE
    retina.draw_anatomy(colours=KindColours.RED_BLUE)
    assert commands.colours[KindColours.RED_BLUE].isChecked()


def test_what_is_not_in_view_is_said(retina, commands):
    disc = commands.unseen[Structure.DISC]
    assert not commands.discard.isEnabled()
    disc.trigger()
    assert retina.reading.not_in_view == (Structure.DISC,)
    assert disc.isChecked()
    assert commands.discard.isEnabled()
    commands.discard.trigger()
    assert retina.reading.not_in_view == ()
    assert not disc.isChecked()


def test_the_eye_is_accepted_once(retina, commands):
    assert commands.accept_eye.isEnabled()
    commands.accept_eye.trigger()
    assert retina.analysis.image.laterality is Laterality.RIGHT
    assert not commands.accept_eye.isEnabled()


def test_keys_differ(commands):
    keys = [action.shortcut().toString() for action in commands.layers.values()]
    keys += [key for _, key, _ in commands.tools().values()]
    assert len(set(keys)) == len(keys)
    assert all(keys)


def test_without_a_photograph_nothing_can_be_said(workspace):
    commands = AnatomyCommands(workspace)
    assert not any(action.isEnabled() for action in commands.unseen.values())
    assert not commands.accept_eye.isEnabled()
