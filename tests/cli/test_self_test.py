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


def test_another_model_fails_at_the_sample_only(model, capsys):
    assert main(["self-test", "--model", model, "--device", "cpu"]) == 1
    *lines, verdict = capsys.readouterr().out.splitlines()
    failed = [line for line in lines if line.startswith("FAILED")]
    assert failed
    assert all("of the sample" in line for line in failed)
    assert not verdict.startswith(f"{len(lines) - 1} of")
