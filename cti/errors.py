"""The one tree of errors.

Every error that a person or an outside program can meet is a `CtiError` with a stable `code`
(part of the HTTP API and of the documentation: never rename one) and a message that says what to
change. `exit_status` is what the `cti` program returns: 1 the thing asked for failed, 2 wrong usage
or configuration.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar


class CtiError(Exception):
    """Root of all errors; `str(error)` is one line a person can act on.

    `text` may hold {names}, filled from `values`: the text alone is what is translated.
    """

    code: ClassVar[str] = "error"
    exit_status: ClassVar[int] = 1

    def __init__(self, text: str = "", **values: object) -> None:
        self.text = text
        self.values = {name: str(value) for name, value in values.items()}
        super().__init__(filled(text, self.values))


def filled(text: str, values: Mapping[str, str]) -> str:
    """`text` with its {names} replaced; a name without value stays as it is written."""
    for name, value in values.items():
        text = text.replace("{" + name + "}", value)
    return text


class ConfigError(CtiError):
    """A key of config.toml or the environment is wrong; lists every wrong key with its path."""

    code = "config_invalid"
    exit_status = 2

    def __init__(self, problems: list[str]) -> None:
        super().__init__("configuration is not usable:\n" + "\n".join(f"  {line}" for line in problems))
        self.problems = problems


class UsageError(CtiError):
    """The command line or its input file cannot be used as given."""

    code = "usage"
    exit_status = 2


class LinkError(CtiError):
    """The PBX cannot be reached or ended the conversation."""

    code = "pbx_unreachable"


class LoginRefused(LinkError):
    """The PBX refused user name or secret of the manager account."""

    code = "pbx_login_refused"


class ActionRefused(CtiError):
    """The PBX answered an action with `Response: Error`, or cannot be asked now."""

    code = "pbx_action_refused"


class UnsafeValue(CtiError):
    """A value for an AMI action holds a CR, LF or NUL and was not sent."""

    code = "ami_value_unsafe"


class InvalidInput(CtiError):
    """A form, file row, frame or API body is wrong; `field` names the place."""

    code = "invalid_input"

    def __init__(self, text: str, field: str | None = None, **values: object) -> None:
        super().__init__(text, **values)
        self.field = field


class NotFound(CtiError):
    """The thing named does not exist, or not for this user."""

    code = "not_found"


class Conflict(CtiError):
    """Somebody else changed the thing meanwhile, or it exists already."""

    code = "conflict"


class NotAllowed(CtiError):
    """The user's role does not permit this."""

    code = "forbidden"


class NotLoggedIn(CtiError):
    """No valid session."""

    code = "unauthenticated"


class BadCredentials(CtiError):
    """User name or password is wrong (which of them is never said)."""

    code = "bad_credentials"


class TooManyAttempts(CtiError):
    """Too many failed log-ins; wait and try again."""

    code = "too_many_attempts"


class ScriptInvalid(CtiError):
    """A script document cannot be published; lists every problem with its place."""

    code = "script_invalid"

    def __init__(self, problems: list[str]) -> None:
        super().__init__("; ".join(problems))
        self.problems = problems


class StoreUnavailable(CtiError):
    """The database cannot be written (disk full, locked, gone); what was given is kept and retried."""

    code = "store_unavailable"


class RecordingInvalid(CtiError):
    """A raw AMI recording or its index cannot be read."""

    code = "recording_invalid"


class TestbedError(CtiError):
    """The real Asterisk for tests and demo cannot be set up on this machine."""

    code = "testbed_unavailable"
    __test__ = False
