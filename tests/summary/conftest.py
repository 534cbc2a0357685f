"""The stub of an endpoint, shared with the tests of the model room."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).parent.parent / "model"))
