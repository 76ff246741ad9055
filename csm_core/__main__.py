"""`python -m csm_core …`."""

from __future__ import annotations

import sys

from csm_core.platforms import exit_where_unsupported

if __name__ == "__main__":
    exit_where_unsupported()
    from csm_core.cli.main import main

    sys.exit(main(sys.argv[1:]))
