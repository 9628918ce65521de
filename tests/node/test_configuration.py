"""What a node may be told, and what is refused before it begins."""

import re

import msgspec
import pytest

from app.base.errors import ConfigurationError
from app.node import configuration
from app.node.configuration import ListenSettings, NodeSettings, PageSettings, read_settings
from tests.support import ROOT, refused

EXAMPLE = ROOT / "packaging" / "linux" / "node.toml"
OF_ARCHIVES = {"name", "host", "port", "called", "calling", "tls", "ca", "cert", "key"}


@pytest.fixture
def read(tmp_path):
    """Return what reads a configuration."""

    def read(text):
        path = tmp_path / "node.toml"
        path.write_text(text, encoding="utf-8")
        return read_settings(path)

    return read


def uncommented():
    """Return the example with every setting that it only tells of set."""
    return re.sub(r"(?m)^# (?=\[\[|\w+ = )", "", EXAMPLE.read_text())


def test_the_example_is_valid_and_keeps_to_this_computer():
    settings = read_settings(EXAMPLE)
    assert settings.listen is not None
    assert settings.listen.address == settings.page.address == "127.0.0.1"
    assert [each.title for each in settings.senders] == ["CAMERA1"]


def test_the_example_tells_of_every_setting_and_of_what_holds_without_it(read, monkeypatch):
    text = uncommented().replace("anybody = false", "").replace('ca = ""\n# cert', 'ca = ""\ncert')
    settings = read(text)
    told = set(re.findall(r"(?m)^(\w+) = ", uncommented()))
    own = {
        name
        for each in vars(configuration).values()
        if isinstance(each, type) and issubclass(each, msgspec.Struct)
        for name in each.__annotations__
        if each.__module__ == configuration.__name__
    }
    groups = {"listen", "senders", "folders", "archives", "analysis", "page"}
    assert own - groups | OF_ARCHIVES == told
    plain = NodeSettings(folder=settings.folder)
    assert settings.analysis == plain.analysis
    assert settings.name == plain.name
    assert msgspec.structs.replace(settings.page, port=0) == PageSettings()
    paths = {"cert": "", "key": "", "clients": ""}
    assert msgspec.structs.replace(settings.listen, **paths) == ListenSettings()
    [window] = [each for each in settings.senders if each.forward]
    assert window.title == "WINDOW"


LISTEN = 'folder = "/f"\n[listen]\nanybody = true\n'
PACS = '[[archives]]\nname = "pacs"\nhost = "h"\n'


@pytest.mark.parametrize(
    "text",
    [
        'folder = "relative"\n[listen]\nanybody = true\n',
        'folder = "/f"\n',  # nothing could ever come
        'folder = "/f"\n[listen]\n',  # who may call?
        LISTEN + '[[senders]]\ntitle = "A"\n',  # everybody, or some
        LISTEN + 'cert = "c"\n',
        LISTEN + 'clients = "c"\n',
        LISTEN + "port = 65536\n",
        LISTEN + "max_megabytes = 2048\n",
        LISTEN + "unknown = 1\n",
        LISTEN + '[[archives]]\nname = "a b"\nhost = "h"\n',
        LISTEN + '[[archives]]\nname = "pacs"\n',
        LISTEN + PACS + PACS,
        LISTEN + PACS + "results = []\n",
        LISTEN + PACS + 'results = ["dose"]\n',
        LISTEN + '[[folders]]\npath = "relative"\n',
        'folder = "/f"\n[[folders]]\npath = "/c"\n' + PACS + "commit = true\n",
        'folder = "/f"\n[listen]\n[[senders]]\n',
        'folder = "/f"\n[listen]\n[[senders]]\naddress = "nowhere"\n',
        'folder = "/f"\n[listen]\n[[senders]]\ntitle = "A"\nforward = ["pacs"]\n',
        'folder = "/f"\n[listen]\n[[senders]]\naddress = "::1"\nforward = ["pacs"]\n' + PACS,
        'folder = "/f"\n[listen]\n' + '[[senders]]\ntitle = "A"\nforward = ["pacs"]\n' * 2 + PACS,
        "folder = \n",
    ],
)
def test_what_cannot_be_meant_is_refused(read, text):
    refused(ConfigurationError, read, text)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('title = "RETIVASC"', 'title = "A\\\\B"', "1 to 16 ASCII characters, no backslash"),
        ('called = "PACS"', 'called = "A\\\\B"', "at most 16 ASCII characters, no backslash"),
    ],
)
def test_what_a_title_may_be_is_told_in_words(read, old, new, told):
    text = EXAMPLE.read_text()
    assert old in text
    error = refused(ConfigurationError, read, text.replace(old, new))
    assert told in str(error.message)
    assert "regex" not in str(error.message)


def test_a_missing_file_is_named(tmp_path):
    error = refused(ConfigurationError, read_settings, tmp_path / "missing.toml")
    assert "missing.toml" in str(error)
