"""Snapshot: what somebody shared, for whoever has the link."""

from csm_ui.page.frame import leave_frame
from csm_ui.share.snapshot_page import snapshot_page

leave_frame()
snapshot_page()
