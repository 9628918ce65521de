import io
import shutil

import numpy as np
from PIL import Image
from scipy import ndimage

from app.base.errors import ConfigurationError, ImageReadError
from app.training.config import Augmentation
from app.training.contact_sheet import (
    CAPTION_WIDTH,
    DRAWS,
    GEOMETRIC,
    OFF,
    OUTLINE,
    draw_contact_sheet,
)
from tests.support import encode, refused
from tests.training.examples import make_config

TILE = 64  # a crop of 32 pixels, enlarged twice
PITCH = TILE + 4
CHANGES = [name for name in Augmentation.__struct_fields__ if getattr(Augmentation(), name)]


def tiles(data, config=None, seed=0):
    """Return the sheet's pictures, (rows, columns, height, width, 3); white where there is none."""
    png = draw_contact_sheet(config or make_config(), data, seed)
    sheet = np.asarray(Image.open(io.BytesIO(png)))
    rows = sheet.shape[0] // PITCH
    assert sheet.shape == (rows * PITCH, CAPTION_WIDTH + DRAWS * PITCH, 3)
    cut = sheet[:, CAPTION_WIDTH:].reshape(rows, PITCH, DRAWS, PITCH, 3).swapaxes(1, 2)
    return cut[:, :, :TILE, :TILE]


def outlined(tile):
    return (tile == OUTLINE).all(axis=-1).any()


def test_a_row_for_each_augmentation_and_one_for_all(data):
    rows = tiles(data)
    assert len(rows) == 1 + len(CHANGES) + 1
    for row in rows[1:]:
        assert not (row[0] == 255).all()
    changed = make_config(("scale = [0.8, 1.25]", "scale = [1, 1]\nhsv = 0.1\nblur = 0\nflip = 0"))
    assert len(tiles(data, changed)) == len(rows) + 1 - 3


def test_every_draw_shows_a_change_but_the_first_row_none(data):
    (drawn, plain, *rest), *rows = tiles(data)
    assert (np.array(rest) == 255).all()
    off_rim = (drawn != OUTLINE).any(axis=-1)
    assert np.array_equal(drawn[off_rim], plain[off_rim])
    for name, row in zip([*CHANGES, "all"], rows, strict=True):
        for tile in row:
            if name not in (*GEOMETRIC, "all") and not (tile == 255).all():
                assert not np.array_equal(tile, plain), name


def test_the_label_is_outlined_where_the_picture_moves(data):
    first, *rows = tiles(data)
    assert outlined(first[0])
    assert not outlined(first[1])
    for name, row in zip([*CHANGES, "all"], rows, strict=True):
        assert outlined(row[0]) == (name in (*GEOMETRIC, "all")), name


def test_the_outline_runs_along_the_vessels(data):
    """Near it the picture is darker than elsewhere; a few places differ, so several are pooled."""
    differences = []
    for seed in range(6):
        (drawn, plain, *_), *_ = tiles(data, seed=seed)
        darkest_near = ndimage.minimum_filter(plain[..., 1], 7).astype(float)
        rim = (drawn == OUTLINE).all(axis=-1)
        retina = ndimage.binary_erosion(plain[..., 0] > 40, iterations=8, border_value=1)
        differences += list(darkest_near[rim & retina] - darkest_near[retina & ~rim].mean())
    assert np.mean(differences) < -10


def test_picture_and_outline_move_together(data):
    """A mirrored draw, mirrored back, is what was drawn first, its outline included."""
    (first, *_), mirrored, *_ = tiles(data)
    turns = np.s_[:, ::-1], np.s_[::-1], np.s_[::-1, ::-1]
    for tile in mirrored:
        differences = [np.abs(tile[turn].astype(int) - first) for turn in turns]
        assert min(difference.mean() for difference in differences) < 1


def test_the_seed_chooses(data):
    assert np.array_equal(tiles(data), tiles(data))
    assert not np.array_equal(tiles(data), tiles(data, seed=1))


def test_off_is_off():
    values = {name: getattr(OFF, name) for name in Augmentation.__struct_fields__}
    assert values.pop("scale") == (1, 1)
    assert not any(values.values())


def test_nothing_to_train_on(data):
    config = make_config(('validation = ["p3"]', 'validation = ["p[0-3]"]'))
    refused(ConfigurationError, draw_contact_sheet, config, data, 0)


def test_rejected_photographs_are_not_shown(data, tmp_path):
    copy = shutil.copytree(data, tmp_path / "data")
    for label in (copy / "labels").iterdir():
        if label.name != "p1_R.png":
            label.write_bytes(b"nothing")
    rejecting = ("[data]", '[data]\nreject = ["unreadable"]')
    for seed in range(3):
        assert draw_contact_sheet(make_config(rejecting), copy, seed)
    (copy / "labels" / "p1_R.png").write_bytes(b"nothing")
    refused(ConfigurationError, draw_contact_sheet, make_config(rejecting), copy, 0)
    refused(ImageReadError, draw_contact_sheet, make_config(), copy, 0)


def test_where_nothing_is_labelled_the_middle_is_shown(data, tmp_path):
    copy = shutil.copytree(data, tmp_path / "data")
    for path in (copy / "labels").iterdir():
        path.write_bytes(encode(np.zeros((96, 96), np.uint8)))
    (drawn, plain, *_), *_ = tiles(copy)
    assert np.array_equal(drawn, plain)
    assert plain.min() > 10  # no black border
