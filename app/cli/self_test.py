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
    from app.self_test import check_sample, check_shapes

    checks = [*check_shapes(), *check_sample(load_predictor(arguments.model, arguments.device))]
    for check in checks:
        found = "none" if check.found is None else f"{check.found:.4f}"
        print(
            f"{'ok' if check.passed else 'FAILED':6}  {check.name:44}  "
            f"{found:>7}  (expected {check.expected:.4f} ± {check.tolerance:g})"
        )
    return 0 if all(check.passed for check in checks) else 1
