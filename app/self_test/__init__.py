"""Prove, on this machine, that the program works: its numbers, and every part that it ships."""

from app.self_test.numbers import (
    OTHER_MODEL,
    Check,
    check_sample,
    check_shapes,
    knows_numbers_of,
)

__all__ = [
    "OTHER_MODEL",
    "Check",
    "check_sample",
    "check_shapes",
    "knows_numbers_of",
]
