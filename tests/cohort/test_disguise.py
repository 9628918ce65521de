import csv
import io
import stat
from dataclasses import replace
from pathlib import Path

import pytest

from app.base.errors import ConfigurationError
from app.base.messages import message
from app.base.progress import never_stop
from app.cohort.conduct import SerialEngine
from app.cohort.disguise import Disguise, redacted
from app.cohort.folder import folder_of
from app.cohort.items import Item
from app.cohort.joining import join
from app.cohort.parts import read_table
from app.cohort.plan import disguise_of
from app.cohort.running import carry_out
from app.cohort.sources import of_list
from app.reading.listing import Entry
from tests.cohort.stand_in import a_study

TELLING = (b"Doe", b"4711", b"A-1", b"A-2", b"photographs/", b"20260301", b"a" * 64)


@pytest.fixture
def study(tmp_path):
    photographs = tmp_path / "photographs"
    photographs.mkdir()
    (photographs / "Doe^Jane.png").write_bytes(b"x")
    listed = tmp_path / "list.csv"
    listed.write_text(
        "file,id,subject,day,site,name\n"
        "photographs/Doe^Jane.png,A-1,4711,20260301,North,Doe\n"
        "photographs/bad-Doe.png,A-2,4711,20260401,North,Doe\n"
    )
    return a_study(tmp_path, deidentified=True, source=of_list(listed, ("site",)))


def run(study):
    setting = study.setting
    carry_out(
        study.folder,
        study.plan,
        setting,
        SerialEngine(),
        on_tally=lambda _: None,
        stop=never_stop,
    )
    join(study.folder, study.plan, setting)
    return read_table(study.folder.parquet).to_pylist()


def test_rows_have_pseudonyms_and_say_nothing_of_the_person(study):
    one, two = run(study)
    assert one["id"].startswith("P-")
    assert one["id"] != two["id"]
    assert one["subject"] == two["subject"]
    assert one["subject"].startswith("S-")
    assert one["file"] is None
    assert one["site"] == "North"
    assert one["vessel_density"] is not None
    assert two["error"] == "“…” is damaged. Export it again."
    assert "“…” says 3 things." in one["warnings"].split("\n")


def test_no_file_of_the_results_tells_who_is_who(study):
    run(study)
    files = [path for path in study.folder.path.rglob("*") if path.is_file()]
    assert len(files) >= 5
    found = [
        (path.name, word)
        for path in files
        for word in TELLING
        if word in path.read_bytes() or word in str(path.relative_to(study.folder.path)).encode()
    ]
    assert found == []


def test_nor_do_the_journals_of_a_run_that_was_killed(study):
    class Killed(BaseException):
        pass

    def kill(_):
        raise Killed

    with pytest.raises(Killed):
        carry_out(
            study.folder,
            study.plan,
            study.setting,
            SerialEngine(),
            on_tally=kill,
            stop=never_stop,
        )
    (journal,) = study.folder.path.rglob("*.jsonl")
    assert b"P-" in journal.read_bytes()
    assert [word for word in TELLING if word in journal.read_bytes()] == []


def test_days_of_a_person_keep_their_distance(study):
    first = Disguise(b"s" * 32).day("20260301", "4711")
    second = Disguise(b"s" * 32).day("20260401", "4711")
    assert first != "20260301"
    assert int(second) > int(first)
    assert Disguise(b"s" * 32).day("20260301", None) == ""


def test_the_key_lies_apart_and_names_each(study):
    rows = run(study)
    key = study.folder.key
    assert study.folder.path not in key.parents
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert stat.S_IMODE(study.folder.secret.stat().st_mode) == 0o600
    told = list(csv.DictReader(io.StringIO(key.read_text("utf-8-sig"))))
    assert [each["pseudonym"] for each in told] == [row["id"] for row in rows]
    assert [each["id"] for each in told] == ["A-1", "A-2"]
    assert [each["subject"] for each in told] == ["4711", "4711"]


def test_two_cohorts_give_other_pseudonyms():
    item = Item(0, "A-1", Entry(Path("/eye.png")))
    one, other = Disguise(b"1" * 32), Disguise(b"2" * 32)
    assert one.photograph(item) == one.photograph(replace(item, number=7))
    assert one.photograph(item) != other.photograph(item)
    assert one.content("ab") != other.content("ab")


def test_the_key_is_not_put_among_the_results(tmp_path):
    for key in (tmp_path / "out", tmp_path / "out" / "key"):
        with pytest.raises(ConfigurationError, match="would lie in the folder of the results"):
            folder_of(tmp_path / "out", key=key)


def test_without_the_key_nothing_goes_on(study):
    study.folder.secret.unlink()
    with pytest.raises(ConfigurationError, match="key of the pseudonyms is not in"):
        disguise_of(study.folder, study.plan)


def test_sentences_within_sentences_are_redacted_too():
    inner = message("“{name}” is there.", name="Doe^Jane")
    outer = message("{count} times: {why}", count=2, why=inner)
    assert redacted(outer) == "2 times: “…” is there."
