from app.cli.parser import main


def test_the_bundled_model_passes_and_a_table_says_so(capsys):
    assert main(["self-test", "--device", "cpu"]) == 0
    title, *lines, verdict = capsys.readouterr().out.splitlines()
    assert title.split() == ["found", "expected", "tolerance"]
    assert len(lines) >= 16
    assert {line.split()[0] for line in lines} == {"ok"}
    assert {len(line) for line in (title, *lines)} == {len(title)}
    assert any("tortuosity of the sample" in line for line in lines)
    assert verdict == f"{len(lines)} of {len(lines)} numbers are right"


def test_of_another_model_the_shapes_alone_are_compared(model, capsys):
    assert main(["self-test", "--model", model, "--device", "cpu"]) == 0
    *lines, limits, verdict = capsys.readouterr().out.splitlines()
    assert not any("of the sample" in line for line in lines)
    assert "bundled model only" in limits
    assert verdict == f"{len(lines) - 1} of {len(lines) - 1} numbers are right"


def test_a_wrong_number_fails(monkeypatch, capsys):
    monkeypatch.setattr("app.self_test.vessel_density", lambda *_: 0.4)
    assert main(["self-test", "--device", "cpu"]) == 1
    assert "FAILED  density of a checkerboard" in capsys.readouterr().out
