"""The machines of the settings: which are opened, which are shared, and what is said where one cannot be."""

from __future__ import annotations

import pytest

from tutor.errors import BadSettings
from tutor.models.lexical_judge import LexicalJudge
from tutor.models.local_judge import LocalJudge
from tutor.models.model_judge import ModelJudge
from tutor.parts import Parts
from tutor.settings import read_settings

NOWHERE = {"model": "m", "base_url": "http://127.0.0.1:9/v1"}


def parts(**chosen: object) -> Parts:
    """Machines under these settings."""
    return Parts(read_settings(**chosen))


def test_the_judge_is_that_of_the_settings() -> None:
    """Each choice opens its judge; left alone, the network that travels with the package."""
    assert isinstance(parts().judge, LocalJudge)
    assert isinstance(parts(judge="lexical", **NOWHERE).judge, LexicalJudge)
    assert isinstance(parts(judge="model", **NOWHERE).judge, ModelJudge)


def test_a_model_that_shall_judge_must_be_set() -> None:
    """Without a model there is no other judge in its place, but an error that says what to do."""
    with pytest.raises(BadSettings, match="no model is set") as raised:
        _ = parts(judge="model").judge
    assert "TUTOR_JUDGE" in raised.value.cure


def test_what_does_not_depend_on_a_change_is_shared() -> None:
    """Another model is another chat; embedder, record and local judge are opened once for all who visit."""
    local = {**NOWHERE, "judge": "local"}
    first = parts(**local)
    chat, judge = first.chat, first.judge
    other = first.under(read_settings(**local | {"model": "n"}))
    again = first.under(read_settings(**local, redraws=5))
    assert other.chat is not chat
    assert (again.chat, again.settings.redraws) == (chat, 5)
    for each in (other, again):
        assert (each.embedder, each.record, each.judge) == (first.embedder, first.record, judge)
        assert each.pair_model is first.pair_model


@pytest.mark.parametrize("change", [{"model": "n"}, {"base_url": "http://127.0.0.1:10/v1"}, {"judge": "lexical"}])
def test_a_judge_that_depends_on_a_change_is_opened_anew(change: dict[str, str]) -> None:
    """A model that judges is the model of the settings in force, and another judge is another."""
    first = parts(judge="model", **NOWHERE)
    before = first.judge.fingerprint
    changed = first.under(read_settings(**{"judge": "model", **NOWHERE, **change}))
    assert changed.judge.fingerprint != before
    assert first.judge.fingerprint == before


def test_the_network_is_opened_once() -> None:
    """Machines that take to the local judge later share the network that is open."""
    first = parts(judge="lexical")
    network = first.pair_model
    assert first.under(read_settings(judge="local")).pair_model is network


def test_an_embedder_behind_an_address_moves_with_it() -> None:
    """Texts are embedded at the address in force, and at the one before no longer."""
    first = parts(embedder="openai:e", **NOWHERE)
    embedder = first.embedder
    assert first.under(read_settings(embedder="openai:e", **NOWHERE | {"model": "n"})).embedder is embedder
    moved = first.under(read_settings(embedder="openai:e", **NOWHERE | {"base_url": "http://127.0.0.1:10/v1"}))
    assert moved.embedder is not embedder


def test_another_home_is_another_installation(tmp_path: object) -> None:
    """Nothing of one home is read or written under another."""
    first = parts()
    other = first.under(read_settings(home=tmp_path))
    assert other.record is not first.record
    assert other.shelf is not first.shelf
