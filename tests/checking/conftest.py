"""The judges that claims are weighed by in these tests."""

from __future__ import annotations

import pytest

from tutor.models.bundled import WEIGHTS, open_folder
from tutor.models.judge import Judge
from tutor.models.lexical_judge import LexicalJudge
from tutor.models.local_judge import LocalJudge
from tutor.models.pair_model import PairModel


@pytest.fixture(scope="session", params=["lexical", "local"])
def any_judge(request: pytest.FixtureRequest) -> Judge:
    """Each judge that runs here, for what any decent one finds."""
    return LexicalJudge() if request.param == "lexical" else LocalJudge(PairModel(open_folder(WEIGHTS / "judge")))
