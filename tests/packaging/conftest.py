"""The scripts of packaging/ import each other as if they were started there."""

import sys

from tests.support import ROOT

sys.path.insert(0, str(ROOT / "packaging"))
