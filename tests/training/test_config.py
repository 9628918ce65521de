import pytest

from app.errors import ConfigurationError
from app.training.config import Augmentation, parse_config, read_config
from tests.support import ROOT, refused
from tests.training.examples import CONFIG, config_text, make_config


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
        ("scale = [0.8, 1.25]", "flip = 2"),
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


def test_the_configuration_of_the_shipped_model_is_sound():
    config = read_config(ROOT / "models" / "retivasc-unet.toml")
    for dataset in config.data.sets:
        assert dataset.validation
        assert dataset.test
