"""Script documents as JSON files: bytes in, a `Script` out, every mistake named with the path of its key.

Only the form is read here; whether the script makes sense is asked by `cti.scripts.publish`.
"""

from __future__ import annotations

import re

import msgspec

from cti.errors import ScriptInvalid
from cti.scripts.document import Script

_PATH = re.compile(r" - at `(?:key in )?\$\.?(?P<path>.*)`$")
_BYTE = re.compile(r"\(byte (?P<byte>[0-9]+)\)")


def read(data: bytes) -> Script:
    """Read one script (UTF-8, a byte order mark is allowed); raises `ScriptInvalid`."""
    plain = data.removeprefix(b"\xef\xbb\xbf")
    try:
        script = msgspec.json.decode(plain, type=Script)
    except msgspec.ValidationError as error:
        raise ScriptInvalid([_with_path(str(error))]) from error
    except msgspec.DecodeError as error:
        raise ScriptInvalid([_with_line(str(error), plain)]) from error
    except UnicodeDecodeError as error:
        raise ScriptInvalid([f"the file is not UTF-8 (byte {error.start + 1}): save it as UTF-8"]) from error
    return msgspec.structs.replace(script, version=0)


def write(script: Script) -> bytes:
    """The document as an indented JSON file that `read` takes."""
    bare = msgspec.structs.replace(script, version=0)
    return msgspec.json.format(msgspec.json.encode(bare), indent=2) + b"\n"


def _with_path(message: str) -> str:
    place = _PATH.search(message)
    if place is None:
        return f"the file: {message}"
    return f"{place['path'] or 'the file'}: {message[: place.start()]}"


def _with_line(message: str, data: bytes) -> str:
    place = _BYTE.search(message)
    if place is None:
        return f"the file is not JSON: {message}"
    line = data[: int(place["byte"])].count(b"\n") + 1
    return f"the file is not JSON, line {line}: {_BYTE.sub('', message).strip()}"
