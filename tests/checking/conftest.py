"""The judges that claims are weighed by in these tests."""

from __future__ import annotations

import pytest

from tutor.models.judge import Judge
from tutor.models.lexical_judge import LexicalJudge
from tutor.models.local_judge import bundled_judge


@pytest.fixture(scope="session", params=["lexical", "local"])
def any_judge(request: pytest.FixtureRequest) -> Judge:
    """Each judge that runs here, for what any decent one finds."""
    return LexicalJudge() if request.param == "lexical" else bundled_judge()
