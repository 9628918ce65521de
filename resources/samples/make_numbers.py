"""Write down what the bundled model measures in the sample, for the self-test to compare with.

Run from the top folder after the bundled model has changed:
python resources/samples/make_numbers.py
"""

import json

from app.analysis.analysis import analyse
from app.base.paths import default_model, sample, sample_numbers
from app.inference.engine import EngineName
from app.inference.predictor import load_predictor
from app.reading.opening import read_image
from app.self_test.numbers import compared_measures


def main() -> None:
    """Analyse the sample on the CPU and write the numbers."""
    predictor = load_predictor(default_model(), "cpu", EngineName.TORCH)
    analysis = analyse(read_image(sample()), predictor)
    numbers = {
        "model_sha256": predictor.sha256,
        "threshold": analysis.threshold,
        **{
            measure.id: analysis.measurements.numbers[measure.id].value
            for measure in compared_measures()
        },
    }
    sample_numbers().write_text(json.dumps(numbers, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
