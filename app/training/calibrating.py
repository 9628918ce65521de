"""Learn from experts' labels how far the program's numbers lie from theirs."""

import math
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from statistics import fmean, stdev

from app.analysis.findings import Predictor, vessel_output
from app.base.errors import ConfigurationError
from app.base.messages import message
from app.domain.calibration import Calibration, NumberErrors
from app.measurement.intervals import (
    LEAST_PATIENTS,
    errors_of,
)
from app.training.agreement import COMPARED, Compared, Pairs, program_pairs
from app.training.cases import patient_of


def calibrate(
    site: str, photographs: Sequence[Compared], patient: str, predictor: Predictor
) -> Calibration:
    """Return how one set's numbers differ from an expert's.

    Args:
        site: name of the camera or clinic.
        patient: regular expression whose first group tells the patient from a photograph's name.

    Raises:
        ConfigurationError: there are too few patients, or the expression does not fit a name.
    """
    patients = patients_of([photograph.name for photograph in photographs], patient, site)
    of_patients: dict[str, list[Compared]] = defaultdict(list)
    for name, photograph in zip(patients, photographs, strict=True):
        of_patients[name].append(photograph)
    found = {
        number: NumberErrors(_between_eyes(pairs), (errors,))
        for number in COMPARED
        for pairs in [{each: program_pairs(of, number) for each, of in of_patients.items()}]
        for errors in [errors_of(site, pairs)]
        if errors is not None
    }
    return Calibration(
        model_sha256=predictor.sha256,
        threshold=vessel_output(predictor).threshold,
        style=dict(predictor.shares),
        site=site,
        numbers=found,
    )


def patients_of(names: Sequence[str], patient: str, site: str) -> list[str]:
    """Return the patient of each photograph.

    Args:
        names: of the files.
        patient, site: as ``calibrate``.

    Raises:
        ConfigurationError: there are too few patients, or the expression does not fit a name.
    """
    patients = [patient_of(Path(name), patient, site) for name in names]
    if len({*patients}) < LEAST_PATIENTS:
        raise ConfigurationError(
            message(
                "{count} patients are too few to calibrate with; {least} are needed.",
                count=len({*patients}),
                least=LEAST_PATIENTS,
            ),
            message("Let an expert label photographs of more patients."),
        )
    return patients


def _between_eyes(pairs: dict[str, Pairs]) -> float:
    """Return the standard deviation of the expert's number between patients."""
    means = [fmean(expert for _, expert in each) for each in pairs.values() if each]
    return stdev(means) if len(means) > 1 else 0.0


def join(calibrations: Sequence[Calibration], predictor: Predictor) -> Calibration:
    """Return what several sets tell of a camera that is in none of them.

    Each set may have been drawn by a model that never learnt from it; the intervals are then
    given to the model that learnt from all of them, as what it would do on other cameras.

    Raises:
        ConfigurationError: there are too few sets to say how cameras vary.
    """
    if len(calibrations) < 3:
        raise ConfigurationError(
            message("Fewer than three sets do not say how cameras differ."),
            message("Calibrate with photographs of more cameras."),
        )
    numbers = {
        number: NumberErrors(
            math.sqrt(fmean(each.numbers[number].between_eyes ** 2 for each in known)),
            tuple(errors for each in known for errors in each.numbers[number].sets),
        )
        for number in COMPARED
        for known in [[each for each in calibrations if number in each.numbers]]
        if len(known) > 2
    }
    return Calibration(
        model_sha256=predictor.sha256,
        threshold=vessel_output(predictor).threshold,
        style=dict(predictor.shares),
        numbers=numbers,
    )
