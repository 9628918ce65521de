from pathlib import Path

import pytest
from pydicom.dataset import Dataset

from app.reading.dicom.file import decode_dicom
from tests.support import dicom_bytes, make_dicom, make_fundus, with_raw_text

PIXELS = make_fundus(32).pixels


def decode(raw, charset=None):
    """Read a file whose patient's name is bytes, in a stated character set or none."""
    changes = {} if charset is None else {"SpecificCharacterSet": charset}
    content = with_raw_text(make_dicom(PIXELS, **changes), PatientName=raw)
    return decode_dicom(content, Path("eye.dcm"), "hash")


def repaired(image):
    return "repaired" in " ".join(map(str, image.warnings))


@pytest.mark.parametrize(
    ("stated", "shown"),
    [
        ("Wang^Li", "Wang Li"),
        ("Doe^Jane^Mary^Dr^Jr", "Doe Jane Mary Dr Jr"),
        ("Doe^^^", "Doe"),
        ("Wang^XiaoDong=王^小东", "王小东"),
        ("Wang^XiaoDong=", "Wang XiaoDong"),
        ("Wang^XiaoDong=^", "Wang XiaoDong"),
        ("Hong^Gildong=洪^吉洞=홍^길동", "洪吉洞"),
        ("=王^小东", "王小东"),
        ("^^", None),
        ("Doe^ Jane\x00", "Doe Jane"),
    ],
)
def test_names_as_people_write_them(stated, shown):
    dataset = make_dicom(PIXELS, SpecificCharacterSet="ISO_IR 192", PatientName=stated)
    image = decode_dicom(dicom_bytes(dataset), Path("eye.dcm"), "hash")
    assert image.patient.name == shown
    assert not repaired(image)


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "gbk"])
@pytest.mark.parametrize("charset", [None, "", "ISO_IR 6", "ISO_IR 100"])
def test_a_chinese_name_in_a_wrong_character_set_is_repaired_and_said(encoding, charset):
    image = decode("王^小东".encode(encoding), charset)
    assert image.patient.name == "王小东"
    assert repaired(image)


def test_chinese_bytes_in_a_file_that_states_utf_8():
    image = decode("王^小东".encode("gbk"), "ISO_IR 192")
    assert image.patient.name == "王小东"
    assert repaired(image)


def test_utf_8_in_a_file_that_states_gb18030():
    image = decode("王^小东".encode(), "GB18030")
    assert image.patient.name == "王小东"
    assert repaired(image)


def test_both_ways_of_writing_in_a_wrong_character_set():
    image = decode("Wang^XiaoDong=王^小东".encode("gb18030"))
    assert image.patient.name == "王小东"


@pytest.mark.parametrize(
    "name", ["Müller^Jörg", "Ümit", "André^José", "Grüßner", "Kö", "Ågren^Åsa", "Þór", "Ñuñez"]
)
@pytest.mark.parametrize("charset", [None, "ISO_IR 100"])
def test_western_names_are_never_made_chinese(name, charset):
    image = decode(name.encode("latin-1"), charset)
    assert image.patient.name == name.replace("^", " ")
    assert not repaired(image)


@pytest.mark.parametrize(
    ("charset", "encoding", "name"),
    [
        ("ISO_IR 144", "iso8859-5", "Люкceмбypг"),
        ("ISO_IR 13", "shift_jis", "ﾔﾏﾀﾞ"),
        ("ISO_IR 192", "utf-8", "山田^太郎"),
        ("GB18030", "gb18030", "镕^喆"),
        ("GBK", "gbk", "王^小东"),
    ],
)
def test_what_the_file_states_rightly_is_left_alone(charset, encoding, name):
    image = decode(name.encode(encoding), charset)
    assert image.patient.name == name.replace("^", "")
    assert not repaired(image)


def test_other_texts_are_repaired_too():
    content = with_raw_text(make_dicom(PIXELS), PatientID="病案四七".encode("gbk"))
    image = decode_dicom(content, Path("eye.dcm"), "hash")
    assert image.patient.id == "病案四七"
    assert repaired(image)


def test_texts_neither_steer_a_terminal_nor_turn_the_writing_direction():
    dataset = make_dicom(PIXELS, SpecificCharacterSet="ISO_IR 192", PatientID="1\x1b[2J\u202e2")
    patient = decode_dicom(dicom_bytes(dataset), Path("eye.dcm"), "hash").patient
    assert patient.id == "1 [2J 2"


def test_a_sequence_in_the_place_of_a_name_is_no_name():
    content = dicom_bytes(make_dicom(PIXELS, ReferencedPatientSequence=[Dataset()]))
    tag = b"\x08\x00\x20\x11SQ"
    assert content.count(tag) == 1
    broken = content.replace(tag, b"\x10\x00\x10\x00SQ")
    name = b"\x10\x00\x10\x00PN"
    broken = broken.replace(name, b"\x10\x00\x11\x00PN")
    assert decode_dicom(broken, Path("eye.dcm"), "hash").patient.name is None
