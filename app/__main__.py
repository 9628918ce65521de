"""Start Retivasc: the viewer, or one of its commands."""

import contextlib
import sys

if sys.platform == "win32":
    # torch must load its C++ runtime before Qt loads an older one, or it fails (WinError 1114).
    with contextlib.suppress(ImportError):  # the installed program does without it
        import torch  # noqa: F401

from app.cli.parser import main

if __name__ == "__main__":
    sys.exit(main())
