import pytest

from app.base.errors import ConfigurationError
from app.training.config import Augmentation, Flaw, parse_config, read_config
from tests.support import ROOT, make_pipe, refused
from tests.training.examples import CONFIG, STYLES, config_text, make_config


def test_a_configuration_is_read(tmp_path):
    path = tmp_path / "tiny.toml"
    path.write_text(CONFIG, encoding="utf-8")
    config = read_config(path)
    assert config == make_config()
    assert config.network.widths == (4, 8)
    assert config.optimisation.steps == 40
    assert config.data.sets[0].validation == ("p3",)
    assert config.augmentation.rotation == Augmentation().rotation


@pytest.mark.parametrize(
    "change",
    [
        ('name = "tiny"', 'name = "tiny"\nsede = 3'),
        ("[data]", '[data]\nfolder = "."'),
        ('masks = "masks/*.png"', 'fields = "masks/*.png"'),
        ("widths = [4, 8]", "widths = [4, 8]\ndepth = 2"),
        ("min_diameter = 64", "mindiameter = 64"),
        ("steps = 40", "steps = 40\nepochs = 2"),
        ("scale = [0.8, 1.25]", "zoom = 2"),
    ],
)
def test_unknown_keys_are_refused_everywhere(change):
    error = refused(ConfigurationError, make_config, change)
    assert "unknown field" in str(error.message)


@pytest.mark.parametrize(
    "change",
    [
        ("seed = 3", 'seed = "three"'),
        ("steps = 40", "steps = 0"),
        ("steps = 40", "steps = 4.5"),
        ("batch = 4", "batch = -1"),
        ("learning_rate = 0.02", "learning_rate = 0"),
        ("ema = 0.9", "ema = 1.1"),
        ('precision = "fp32"', 'precision = "fp8"'),
        ("widths = [4, 8]", "widths = []"),
        ("widths = [4, 8]", "widths = [4, 0]"),
        ("crop = 32", "crop = 33"),
        ("scale = [0.8, 1.25]", "scale = [0.8]"),
        ("scale = [0.8, 1.25]", "scale = [0, 1.25]"),
        ("scale = [0.8, 1.25]", "scale = [1.25, 0.8]"),
        ("scale = [0.8, 1.25]", "flip = 2"),
        ("scale = [0.8, 1.25]", "hsv = 1.5"),
        ("scale = [0.8, 1.25]", "gradient = 1.5"),
        ("scale = [0.8, 1.25]", "elastic = -1"),
        ("scale = [0.8, 1.25]", "blur = -0.1"),
        ("[data]", '[data]\nreject = ["ugly"]'),
        ('validation = ["p3"]', 'validation = "p3"'),
        ('validation = ["p3"]', 'validation = ["p4"]'),
        ("^(p\\\\d+)", "^(p"),
        ('version = "1"\n', ""),
        ('images = "images/*.png"\n', ""),
        ("[data]", "[[data"),
    ],
)
def test_values_that_do_not_fit(change):
    refused(ConfigurationError, make_config, change)


GLOBS = 'images = "images/*.png"\nlabels = "labels/*.png"\n'


@pytest.mark.parametrize(
    "changes",
    [
        [(GLOBS, f'{GLOBS}table = "table.csv"\n')],
        [(GLOBS, 'table = "table.csv"\n')],  # the masks are still a glob
        [(GLOBS, "")],
        [('images = "images/*.png"\n', "")],
        [('labels = "labels/*.png"\n', "")],
    ],
)
def test_either_a_table_or_globs(changes):
    error = refused(ConfigurationError, make_config, *changes)
    assert "synthetic: give" in str(error.message)
    assert "table" in str(error.message)


def test_a_table_is_enough():
    config = make_config((GLOBS + 'masks = "masks/*.png"\n', 'table = "table.csv"\n'))
    assert config.data.sets[0].table == "table.csv"
    assert config.data.sets[0].images is None


def test_flaws_to_reject_are_read_and_none_is_rejected_by_itself():
    assert make_config().data.reject == ()
    config = make_config(("[data]", '[data]\nreject = ["mismatch", "blur"]'))
    assert config.data.reject == (Flaw.MISMATCH, Flaw.BLUR)


def test_hue_stays_unless_asked_for():
    """Runs that were begun without it must go on exactly as they would have."""
    assert Augmentation().hsv == 0


def test_a_configuration_without_data():
    text = config_text()[: CONFIG.index("[data]")]
    refused(ConfigurationError, parse_config, f"{text}[data]\nsets = []".encode(), "x.toml")


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"name = ", b"\0"])
def test_what_is_no_toml(content):
    refused(ConfigurationError, parse_config, content, "x.toml")


def test_a_file_that_is_missing(tmp_path):
    assert "gone.toml" in str(
        refused(ConfigurationError, read_config, tmp_path / "gone.toml").message
    )
    refused(ConfigurationError, read_config, tmp_path)
    refused(ConfigurationError, read_config, make_pipe(tmp_path / "pipe.toml"))


@pytest.mark.parametrize("stage", ["-1", "-2", "-3", "-4", "-5", "-6", ""])
def test_the_configurations_of_the_shipped_model_are_sound(stage):
    name = f"retivasc-unet{stage}"
    config = read_config(ROOT / "models" / f"{name}.toml")
    assert config.name == name
    for kept in ("validation", "test"):
        assert any(getattr(dataset, kept) for dataset in config.data.sets)


@pytest.mark.parametrize(
    "changes",
    [
        [("[[data.sets]]", '[[data.sets]]\nstyle = "synthetic"')],  # the network knows none
        [STYLES, ("[[data.sets]]", '[[data.sets]]\nstyle = "third"')],
        [STYLES, ('name = "synthetic"', 'name = "third"')],
        [STYLES, ("seed = 3", "seed = 3\nstyle = { third = 1.0 }")],
        [STYLES, ("seed = 3", 'seed = 3\nunsaid = "third"')],
        [STYLES, ("seed = 3", "seed = 3\nstyle = { other = 0.0 }")],
    ],
)
def test_every_style_must_be_known_to_the_network(changes):
    assert "not valid" in str(refused(ConfigurationError, make_config, *changes).message)


def test_a_set_may_be_drawn_in_the_style_of_another():
    config = make_config(STYLES, ("[[data.sets]]", '[[data.sets]]\nstyle = "other"'))
    assert [dataset.hand for dataset in config.data.sets] == ["other"]
