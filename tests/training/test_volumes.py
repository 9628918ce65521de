import gzip

import nibabel
import numpy as np
import pytest
from PIL import Image

from app.base.errors import ConfigurationError, ReportWriteError
from app.training.cases import list_cases
from app.training.config import parse_config
from app.training.table import read_table
from app.training.volumes import Window, read_volume, write_slices
from tests.support import data_folder, refused

SHAPE = (12, 10, 15)  # to the right, to the front, to the head
UPRIGHT = np.diag([2.0, 2, 2, 1])
WINDOW = Window(40, 400)


def body():
    """Return Hounsfield units: bone in the patient's right front corner, air elsewhere."""
    units = np.full(SHAPE, -1000, np.int16)
    units[-3:, -2:] = 1000
    return units


def organs():
    """Return numbers: 5 in the right front corner, above the third slice; 7 at the back."""
    numbers = np.zeros(SHAPE, np.uint8)
    numbers[-3:, -2:, 3:] = 5
    numbers[:, 0] = 7
    return numbers


def saved(path, values, affine=UPRIGHT):
    nibabel.save(nibabel.Nifti1Image(values, affine), path)
    return path


@pytest.fixture
def files(tmp_path):
    return saved(tmp_path / "ct.nii.gz", body()), saved(tmp_path / "seg.nii.gz", organs())


def cut(files, output, values=(5,), window=WINDOW, **options):
    return write_slices(*files, output, values=values, window=window, **options)


def picture(path):
    return np.asarray(Image.open(path))


def test_right_is_left_and_the_front_is_above(files, tmp_path):
    assert cut(files, tmp_path / "out") == 15
    expected = np.zeros((10, 12), np.uint8)
    expected[:2, :3] = 255
    rows = read_table(tmp_path / "out" / "table.csv")
    assert len(rows) == 15
    for index, row in enumerate(rows):
        assert np.array_equal(picture(row.image), expected)
        assert np.array_equal(picture(row.label), expected * (index >= 3))


@pytest.mark.parametrize("axes", ["LPS", "ASR", "RPI"])
def test_however_the_volume_is_stored(files, tmp_path, axes):
    turn = nibabel.orientations.axcodes2ornt(tuple(axes))
    turned = [
        saved(
            tmp_path / f"turned_{path.name}",
            image.as_reoriented(
                nibabel.orientations.ornt_transform(nibabel.io_orientation(image.affine), turn)
            ).get_fdata(),
            image.as_reoriented(
                nibabel.orientations.ornt_transform(nibabel.io_orientation(image.affine), turn)
            ).affine,
        )
        for path in files
        for image in [nibabel.load(path)]
    ]
    assert nibabel.aff2axcodes(nibabel.load(turned[0]).affine) == tuple(axes)
    cut(files, tmp_path / "out")
    cut(turned, tmp_path / "again")
    for kind in ("images", "labels"):
        pairs = zip(
            sorted((tmp_path / "out" / kind).iterdir()),
            sorted((tmp_path / "again" / kind).iterdir()),
            strict=True,
        )
        assert all(np.array_equal(picture(one), picture(other)) for one, other in pairs)


def test_the_window_spans_black_to_white(tmp_path):
    units = np.tile(np.array([-500, -160, -60, 40, 140, 240, 900], np.int16), (4, 4, 1))
    numbers = np.ones_like(units, np.uint8)
    files = saved(tmp_path / "ct.nii", units), saved(tmp_path / "seg.nii", numbers)
    cut(files, tmp_path / "out", values=[1])
    shades = [int(picture(p).mean()) for p in sorted((tmp_path / "out" / "images").iterdir())]
    assert shades == [0, 0, 64, 128, 191, 255, 255]


def test_enlarged_pictures_are_smooth_and_labels_are_not(files, tmp_path):
    cut(files, tmp_path / "out", window=Window(0, 4000), enlarge=3)
    image = picture(tmp_path / "out" / "images" / "ct_0005.png")
    label = picture(tmp_path / "out" / "labels" / "ct_0005.png")
    assert image.shape == label.shape == (30, 36)
    assert set(np.unique(label)) == {0, 255}
    assert (label[:6, :9] == 255).all()
    assert label.sum() == 255 * 54
    assert len(np.unique(image)) > 4


def test_several_values_are_one_label(files, tmp_path):
    cut(files, tmp_path / "out", values=(5, 7, 99))
    label = picture(tmp_path / "out" / "labels" / "ct_0005.png")
    assert (label[-1] == 255).all()
    assert (label[:2, :3] == 255).all()


def test_the_table_can_be_split_by_its_blocks(files, tmp_path):
    cut(files, tmp_path / "out")
    config = parse_config(
        b"""
        name = "ct"
        version = "1"
        optimisation = {steps = 1}
        [[data.sets]]
        name = "CT"
        table = "out/table.csv"
        validation = ["*-4"]
        test = ["*-5"]
        """,
        "ct.toml",
    )
    cases = list_cases(config, tmp_path)
    assert [case.patient for case in cases] == [f"ct-{n}" for n in range(1, 6) for _ in range(3)]
    assert [case.split for case in cases] == ["train"] * 9 + ["validation"] * 3 + ["test"] * 3


def test_volumes_that_do_not_fit_each_other(files, tmp_path):
    volume, _ = files
    short = saved(tmp_path / "short.nii.gz", organs()[..., 1:])
    moved = saved(tmp_path / "moved.nii.gz", organs(), UPRIGHT + np.eye(4, k=3))
    for labels in (short, moved):
        error = refused(ConfigurationError, cut, (volume, labels), tmp_path / "out")
        assert f"“{labels.name}”" in str(error.message)
    assert not (tmp_path / "out").exists()


def test_values_that_do_not_occur(files, tmp_path):
    error = refused(ConfigurationError, cut, files, tmp_path / "out", values=(3, 99))
    assert "3, 99" in str(error.message)


@pytest.mark.parametrize("width", [0, -5, float("nan")])
def test_a_window_of_no_width(width):
    refused(ConfigurationError, Window, 40, width)


def test_files_that_are_no_volume(tmp_path):
    whole = saved(tmp_path / "ct.nii.gz", body()).read_bytes()
    contents = {
        "text.nii.gz": b"nothing",
        "other.txt": b"nothing",
        "cut.nii.gz": whole[: len(whole) // 2],
        "short.nii": gzip.decompress(whole)[:-100],
        "spoilt.nii.gz": whole[:-40] + bytes(32) + whole[-8:],
    }
    for name, content in contents.items():
        (tmp_path / name).write_bytes(content)
        error = refused(ConfigurationError, read_volume, tmp_path / name)
        assert name in str(error.message)
    refused(ConfigurationError, read_volume, tmp_path / "gone.nii")
    series = saved(tmp_path / "series.nii.gz", np.zeros((3, 3, 3, 2), np.int16))
    assert "not contain a single volume" in str(
        refused(ConfigurationError, read_volume, series).message
    )


def test_a_folder_that_cannot_be_made(files, tmp_path):
    (tmp_path / "out").write_text("a file")
    refused(ReportWriteError, cut, files, tmp_path / "out")


def test_the_real_liver_lies_on_the_left_side_of_the_picture(tmp_path):
    folder = data_folder("CT")
    files = folder / "example_ct_sm.nii.gz", folder / "example_seg.nii.gz"
    assert cut(files, tmp_path / "out") == 30
    label = picture(tmp_path / "out" / "labels" / "example_ct_sm_0015.png") > 0
    image = picture(tmp_path / "out" / "images" / "example_ct_sm_0015.png")
    height, width = label.shape
    assert (height, width) == (101, 122)
    assert np.nonzero(label)[1].mean() < width / 2
    bone = np.nonzero(image[:, width // 2 - 10 : width // 2 + 10] > 250)[0]
    assert bone.mean() > height / 2  # the spine is at the back
