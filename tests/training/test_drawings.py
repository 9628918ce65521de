import numpy as np
import pytest

from app.base.errors import ConfigurationError
from app.domain.structures import Structure
from app.training.cases import list_cases, read_labels
from app.training.config import DataSet, Drawing, parse_config
from app.training.drawings import Drawn, drawings_of, read_drawn
from tests.support import encode, refused
from tests.training.examples import TWO_STRUCTURES, config_text, write_coloured_labels

COLOURS = {
    "black": (0, 0, 0),
    "red": (255, 0, 0),
    "green": (0, 255, 0),
    "blue": (0, 0, 255),
    "white": (255, 255, 255),
}


@pytest.fixture
def drawing(tmp_path):
    """A drawing of one row, one pixel of each colour."""
    path = tmp_path / "drawing.png"
    path.write_bytes(encode(np.array([list(COLOURS.values())], np.uint8)))
    return path


def test_a_colour_shows_the_structure_and_another_that_nobody_could_tell(drawing):
    how = Drawing(labels="*", colours=("red", "green"), unknown=("white",))
    label, known = read_drawn(Drawn(drawing, how), (1, 5), 1)
    assert label.tolist() == [[False, True, True, False, False]]
    assert known.tolist() == [[True, True, True, True, False]]


def test_a_drawing_of_another_size_is_refused(drawing):
    how = Drawing(labels="*", colours=("red",))
    refused(ConfigurationError, read_drawn, Drawn(drawing, how), (2, 5), 1)


def test_about_a_centre_a_ring_is_not_known(tmp_path):
    how = Drawing(centres="centres.csv", inside=0.1, outside=0.2)
    label, known = read_drawn(Drawn(tmp_path, how, (50.0, 40.0)), (80, 100), 100)
    y, x = np.ogrid[:80, :100]
    distance = np.hypot(x - 50, y - 40)
    assert np.array_equal(label, distance <= 10)
    assert np.array_equal(~known, (distance > 10) & (distance < 20))


@pytest.fixture
def centres(tmp_path):
    dataset = DataSet(
        name="x", images="*.png", structures={Structure.FOVEA: Drawing(centres="centres.csv")}
    )

    def read(text):
        (tmp_path / "centres.csv").write_text(text)
        return drawings_of(dataset, [tmp_path / "b.png", tmp_path / "a.png"], tmp_path)

    return read


def test_centres_are_found_by_the_photographs_name(centres):
    b, a = centres("image,fovea_x,fovea_y\na.png,1,2\nb.png,3.5,4\n")
    assert (a[Structure.FOVEA].centre, b[Structure.FOVEA].centre) == ((1, 2), (3.5, 4))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "image,disc_x,disc_y\na.png,1,2\nb.png,3,4\n",
        "image,fovea_x,fovea_y\na.png,1,2\n",
        "image,fovea_x,fovea_y\na.png,1,two\nb.png,3,4\n",
        "image,fovea_x,fovea_y\na.png,1\nb.png,3,4\n",
    ],
)
def test_a_table_that_does_not_tell_every_centre_is_refused(centres, text):
    refused(ConfigurationError, centres, text)


def test_the_configuration_itself_may_tell_places(tmp_path):
    def read(*names):
        how = Drawing(places={"b.png": (3.5, 4.0), "a.png": (1.0, 2.0)})
        dataset = DataSet(name="x", images="*.png", structures={Structure.FOVEA: how})
        return drawings_of(dataset, [tmp_path / name for name in names], tmp_path)

    a, b = read("a.png", "b.png")
    assert (a[Structure.FOVEA].centre, b[Structure.FOVEA].centre) == ((1, 2), (3.5, 4))
    refused(ConfigurationError, read, "a.png", "c.png")


def test_what_a_set_does_not_tell_is_not_known(data, tmp_path):
    write_coloured_labels(data, tmp_path)
    case = list_cases(parse_config(config_text(*TWO_STRUCTURES).encode(), "x"), tmp_path)[0]
    outputs = Structure.ARTERY, Structure.VEIN, Structure.DISC
    (artery, _), (vein, known), (disc, nothing) = read_labels(case, (96, 96), 90, outputs)
    assert artery.any()
    assert vein.any()
    assert not (artery & vein).all()
    assert known.all()
    assert not disc.any()
    assert not nothing.any()


@pytest.mark.parametrize(
    "change",
    [
        ('artery = { labels = "coloured/*.png"', 'disc = { labels = "coloured/*.png"'),
        ('outputs = ["artery", "vein"]', 'outputs = ["artery", "artery"]'),
        ('labels = "coloured/*.png", colours = ["red"]', 'colours = ["red"]'),
        (
            'labels = "coloured/*.png", colours = ["red"]',
            'centres = "a.csv", inside = 0.2, outside = 0.1',
        ),
        ('images = "images/*.png"', 'images = "images/*.png"\nlabels = "labels/*.png"'),
    ],
)
def test_structures_that_do_not_fit_are_refused(change):
    text = config_text(*TWO_STRUCTURES)
    assert change[0] in text
    refused(ConfigurationError, parse_config, text.replace(*change).encode(), "x")


def test_labels_that_do_not_say_of_which_structure_are_refused():
    text = config_text(("seed = 3", 'seed = 3\noutputs = ["artery", "vein"]'))
    refused(ConfigurationError, parse_config, text.encode(), "x")


def test_drawings_of_other_photographs_are_refused(data, tmp_path):
    """By their order they would be taken for those of their neighbours."""
    write_coloured_labels(data, tmp_path)
    (tmp_path / "coloured" / "p0_L.png").rename(tmp_path / "coloured" / "q9_L.png")
    config = parse_config(config_text(*TWO_STRUCTURES).encode(), "x")
    refused(ConfigurationError, list_cases, config, tmp_path)


def test_as_many_drawings_as_photographs(data, tmp_path):
    write_coloured_labels(data, tmp_path)
    next((tmp_path / "coloured").iterdir()).unlink()
    config = parse_config(config_text(*TWO_STRUCTURES).encode(), "x")
    refused(ConfigurationError, list_cases, config, tmp_path)
