"""Every error that Groundwork raises on purpose, in one tree.

    GroundworkError
    ├── BadInput                 what was given cannot be used; nothing was changed (exit status 2)
    │   ├── BadSettings          a setting has a value that cannot be
    │   ├── BadQuestion          a question that is too long or not text
    │   ├── BadManifest          corpus.toml cannot be read or contradicts its folder
    │   ├── BadSkills            skills.toml cannot be read, or contradicts itself or its corpus
    │   ├── BadRecipe            a recipe cannot be read, or says where to fetch what in no way that can be followed
    │   ├── UnreadableFile       one file cannot become a document (reported, never stops a load)
    │   ├── BadCredential        a file is no credential, evidence or key that can be used
    │   ├── NoCorpus             the corpus is not published
    │   ├── NoRelease            that release of the corpus is not kept
    │   ├── BadExport            a file is no release that was exported, or was altered since
    │   └── NoDocument           the corpus has no such document
    └── MachineFailed            something Groundwork needs did not work (exit status 3)
        ├── BrokenRelease        a published release is incomplete or was altered
        ├── OtherEmbedder        a release was made with another embedder than the one in use
        ├── StoreFailed          a store cannot be read or written: busy, full, no permission
        ├── BrokenWeights        a bundled model is missing or was altered
        ├── FetchFailed          a source elsewhere cannot be reached, or did not give what it should
        └── ModelFailed          the chat model gave no usable answer
            ├── ModelUnreachable     no connection, or it timed out
            ├── ModelKeyRejected     the endpoint refused the key
            ├── ModelBusy            rate limit or quota, after the allowed retries
            ├── ModelRejected        the endpoint refused the request itself
            ├── ModelUnknown         the endpoint has no such model or address
            ├── ModelCutOff          the reply stopped before its end
            │   └── ModelStopped         because the learner wanted no more
            └── ModelUnreadable      the reply is not the structure that was asked for

A message says what happened and, in `cure`, what the reader can do about it. Vendor errors are
wrapped once, where the vendor is called, with `raise ... from`. Only the doors catch them.
"""

from __future__ import annotations

from pydantic import ValidationError


class GroundworkError(Exception):
    """What happened, in a sentence, and the cure, in another."""

    exit_status = 3

    def __init__(self, message: str, cure: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.cure = cure

    def __str__(self) -> str:
        return f"{self.message} {self.cure}".strip()


def wrong_fields(error: ValidationError) -> str:
    """What pydantic found wrong, field by field, in a line."""
    return "; ".join(f"{'.'.join(map(str, each['loc']))}: {each['msg']}" for each in error.errors())


class BadInput(GroundworkError):
    """What was given cannot be used; nothing was changed."""

    exit_status = 2


class BadSettings(BadInput):
    """A setting has a value that cannot be."""


class BadQuestion(BadInput):
    """A question that is too long or not text."""


class BadManifest(BadInput):
    """`corpus.toml` cannot be read or contradicts its folder."""


class BadSkills(BadInput):
    """`skills.toml` cannot be read, or contradicts itself or its corpus."""


class BadRecipe(BadInput):
    """A recipe cannot be read, or cannot be followed."""


class UnreadableFile(BadInput):
    """One file cannot become a document."""


class BadCredential(BadInput):
    """A file is no credential, evidence or key that can be used."""


class NoCorpus(BadInput):
    """The corpus is not published."""


class NoRelease(BadInput):
    """That release of the corpus is not kept."""


class BadExport(BadInput):
    """A file is no release that was exported, or was altered since."""


class NoDocument(BadInput):
    """The corpus has no such document."""


class MachineFailed(GroundworkError):
    """Something Groundwork needs did not work."""


class BrokenRelease(MachineFailed):
    """A published release is incomplete or was altered."""


class OtherEmbedder(MachineFailed):
    """A release was made with another embedder than the one in use."""


class StoreFailed(MachineFailed):
    """A store cannot be read or written: busy, full, no permission."""


class BrokenWeights(MachineFailed):
    """A bundled model is missing or was altered."""


class FetchFailed(MachineFailed):
    """A source elsewhere cannot be reached, or did not give what it should; what it gave so far is kept."""


class ModelFailed(MachineFailed):
    """The chat model gave no usable answer."""


class ModelUnreachable(ModelFailed):
    """No connection, or it timed out."""


class ModelKeyRejected(ModelFailed):
    """The endpoint refused the key."""


class ModelBusy(ModelFailed):
    """Rate limit or quota, after the allowed retries."""


class ModelRejected(ModelFailed):
    """The endpoint refused the request itself."""


class ModelUnknown(ModelFailed):
    """The endpoint has no such model or address."""


class ModelCutOff(ModelFailed):
    """The reply stopped before its end."""


class ModelStopped(ModelCutOff):
    """The learner stopped the answer."""


class ModelUnreadable(ModelFailed):
    """The reply is not the structure that was asked for."""
