"""The live weights board of the health score: sliders that recompute in the browser while they move."""

from csm_ui.health.board.exact_values import exact_values
from csm_ui.health.board.weights_board import weights_board
from csm_ui.health.board.wire import Against, Board, Past, Preset

__all__ = ["Against", "Board", "Past", "Preset", "exact_values", "weights_board"]
