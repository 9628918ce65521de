"""``retivasc self-test``: prove on this machine that the numbers are right."""

import argparse

from app.cli.options import add_model_arguments, load_predictor

NAME = "self-test"
HELP = "measure shapes of known answers and the bundled sample, and compare"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    add_model_arguments(parser)


def run(arguments: argparse.Namespace) -> int:
    """Print a table of checks; return 1 when one of them failed."""
    from app.self_test import OTHER_MODEL, check_sample, check_shapes, knows_numbers_of

    predictor = load_predictor(arguments.model, arguments.device)
    checks = [*check_shapes(), *check_sample(predictor)]
    width = max(len(str(check.name)) for check in checks)
    print(f"{'':6}  {'':{width}}  {'found':>9}  {'expected':>9}  {'tolerance':>9}")
    for check in checks:
        verdict = "ok" if check.passed else "FAILED"
        found = "none" if check.found is None else f"{check.found:.5g}"
        print(
            f"{verdict:6}  {check.name!s:{width}}  {found:>9}  "
            f"{check.expected:>9.5g}  {check.tolerance:>9.4g}"
        )
    if not knows_numbers_of(predictor):
        print(OTHER_MODEL)
    failed = sum(not check.passed for check in checks)
    print(f"{len(checks) - failed} of {len(checks)} numbers are right")
    return 1 if failed else 0
