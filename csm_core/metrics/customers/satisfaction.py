"""From which answer on a customer counts as satisfied, or calls a thing easy, by the length of the scale."""

from __future__ import annotations

# Good or bad (help desks) is a scale from 0 to 1. Other scales: the usual top boxes.
SATISFIED_FROM = (
    "(case coalesce(scale_high, 5) when 1 then 1 when 3 then 3 when 5 then 4 when 7 then 6 when 10 then 8 end)"
)
EASY_FROM = "(case coalesce(scale_high, 7) when 5 then 4 when 7 then 5 when 10 then 7 end)"

# The reading of variants called six_and_up. 6 of 10 is the first answer above the middle of the scale; 6 of 7 is the
# first one above two thirds of it.
ABOVE_MIDDLE = "rating > (coalesce(scale_low, 1) + coalesce(scale_high, 5)) / 2"
ABOVE_TWO_THIRDS = "rating > coalesce(scale_low, 1) + (coalesce(scale_high, 7) - coalesce(scale_low, 1)) * 2 / 3"
