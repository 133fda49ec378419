"""Charts as SVG, drawn here: no script, no library, the same bytes for the same numbers.

A chart is drawn 460 wide and scales with its column; its colours are classes (s0, s1, …) of the page's style. Every
mark carries what it stands for as a <title>, and the whole chart a <title> and a <desc>.
"""

from .across import across
from .bars import bars, histogram
from .lines import areas, lines
from .picture import Picture, Series

__all__ = ["Picture", "Series", "across", "areas", "bars", "histogram", "lines"]
