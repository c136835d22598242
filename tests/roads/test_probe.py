"""Trying a model out before it is used."""

from __future__ import annotations

import json

import pytest

from tests.loopback import LoopbackModel, Reply, Script, answers, rejecting
from tutor.models.lexical_judge import LexicalJudge
from tutor.probe import Probed, probe
from tutor.settings import read_settings


def tried(script: Script | Reply, key: str = "", **chosen: object) -> Probed:
    """What comes of trying a model that follows `script`."""
    with LoopbackModel(script, key) as model:
        settings = read_settings(**{"model": "loopback", "base_url": model.base_url, **chosen})
        return probe(settings, LexicalJudge())


def test_a_model_that_works() -> None:
    """It is said how many statements held and after how long, and which models the server has."""
    found = tried(answers.quoting)
    assert found.works
    assert "1 of 1 statements carried by the words they quote" in found.words
    assert found.models == ("loopback",)


def test_what_a_server_refuses_is_named() -> None:
    """A server without reply formats works, and it is said what is left out for it."""
    found = tried(rejecting("response_format")(answers.quoting))
    assert found.works
    assert "Left out, since it refuses them: json_schema, json_object." in found.words


@pytest.mark.parametrize(
    ("script", "words"),
    [
        (Reply(status=404), "does not know this"),
        (Reply(status=429), "is busy"),
        (answers.prose, "not the JSON that was asked for"),
        (answers.wrong_quotes, "nothing it wrote is carried by words it quoted"),
        (Reply(json.dumps({"sentences": []})), "nothing it wrote is carried"),
        (Reply(raw_body=b"<html>a router's login</html>"), "not the OpenAI protocol"),
    ],
)
def test_a_model_that_does_not(script: Script | Reply, words: str) -> None:
    """What is wrong is said in words."""
    found = tried(script)
    assert not found.works
    assert words in found.words


def test_a_wrong_key_is_not_repeated() -> None:
    """A refused key is said to be refused, and stands nowhere in the words."""
    found = tried(answers.quoting, key="sk-right", api_key="sk-wrong-0123456789")
    assert not found.works
    assert "refused the key" in found.words
    assert "sk-wrong" not in found.words


def test_a_name_the_server_does_not_have() -> None:
    """Where the server lists its models, they are offered in place of one it does not know."""
    found = tried(Reply(status=404), model="misspelt")
    assert "It offers: loopback." in found.words


def test_nobody_there() -> None:
    """An address where nobody answers is said to be unreachable."""
    found = probe(read_settings(model="m", base_url="http://127.0.0.1:9/v1"), LexicalJudge())
    assert not found.works
    assert "cannot be reached" in found.words
