"""Start Retivasc: the viewer, or one of its commands."""

import sys

from app.cli.parser import main

if __name__ == "__main__":
    sys.exit(main())
