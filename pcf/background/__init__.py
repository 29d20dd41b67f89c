"""Background databases: datasets, compiled intensities, search, modes of transport."""

from pcf.background.background import Background
from pcf.background.joined import open_study
from pcf.background.opening import available_backgrounds, open_background
from pcf.background.transport import TransportMode, transport_modes

__all__ = [
    "Background",
    "TransportMode",
    "available_backgrounds",
    "open_background",
    "open_study",
    "transport_modes",
]
