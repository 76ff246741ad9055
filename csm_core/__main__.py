"""`python -m csm_core …`."""

from __future__ import annotations

import sys

from csm_core.cli.main import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
