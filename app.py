"""The app: page settings, the menu, the sidebar, and the page that was asked for."""

import atexit
import gc

from csm_ui.page.frame import begin, publish_view
from csm_ui.visitor.menu import navigation

# A full collection after every run costs about 100 ms with our imports; frozen, they are never looked at again.
if gc.get_freeze_count() == 0:
    gc.collect()
    gc.freeze()
    atexit.register(gc.unfreeze)

begin()
page = navigation()
publish_view(page.url_path)
page.run()
