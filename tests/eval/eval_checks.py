"""All checks of the scores."""

from __future__ import annotations

import eval_checks_cells  # noqa: F401
import eval_checks_harness  # noqa: F401
import eval_checks_passages  # noqa: F401
from eval_checking import CHECKS as CHECKS
