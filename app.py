"""The app: page settings, the menu, the sidebar, and the page that was asked for."""

import atexit
import gc

from csm_core.platforms import exit_where_unsupported

exit_where_unsupported()

# What is imported from here on fails on other systems, with a traceback and no word of the cause.
from csm_ui.page.frame import begin, publish_view  # noqa: E402
from csm_ui.visitor.menu import navigation  # noqa: E402

# A full collection after every run costs about 100 ms with our imports; frozen, they are never looked at again.
if gc.get_freeze_count() == 0:
    gc.collect()
    gc.freeze()
    atexit.register(gc.unfreeze)

begin()
page = navigation()
publish_view(page.url_path)
page.run()
