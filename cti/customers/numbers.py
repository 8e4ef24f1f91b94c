"""Phone numbers as people and trunks write them -> one key to match on, and how to show them.

Chinese habits come in: full-width digits, `0` before a mobile, carrier prefixes such as 17951, 转/分机
extensions. Short codes (95588) and internal extensions are kept as they are. Nothing is looked up here.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Literal

import phonenumbers
from phonenumbers import CountryCodeSource, NumberParseException, PhoneNumberFormat, PhoneNumberType

from cti.customers.model import PhoneNumber
from cti.errors import InvalidInput

LineType = Literal["mobile", "landline", "mobile_or_landline", "toll_free", "shared_cost", "other"]

_EXTENSION = re.compile(
    r"(?P<main>.*[0-9)])\s*(?:(?:转|轉|分机号?|分機號?|内线|內線|extension|extn?|x|#|,|;ext=)[\s:.=-]*)+"
    r"(?P<extension>[0-9]{1,8})\s*#?",
    re.IGNORECASE,
)
_HYPHEN_EXTENSION = re.compile(r"(?P<main>.*[0-9])\s*-\s*(?P<extension>[0-9]{1,6})")
_PUNCTUATION = re.compile(r"^tel:|[\s().·/‐-―-]", re.IGNORECASE)
_DIALLED = re.compile(r"\+?[0-9]{1,20}")
_CARRIER_PREFIX = re.compile(r"(?:179[0-9]{2}|12593)(?=0[1-9][0-9]{8,}$|1[3-9][0-9]{9}$)")
_INTERNATIONAL = (CountryCodeSource.FROM_NUMBER_WITH_PLUS_SIGN, CountryCodeSource.FROM_NUMBER_WITH_IDD)
_LINE_TYPES: dict[int, LineType] = {
    PhoneNumberType.MOBILE: "mobile",
    PhoneNumberType.FIXED_LINE: "landline",
    PhoneNumberType.FIXED_LINE_OR_MOBILE: "mobile_or_landline",
    PhoneNumberType.TOLL_FREE: "toll_free",
    PhoneNumberType.SHARED_COST: "shared_cost",
}


def parse(raw: str, country: str = "CN") -> PhoneNumber:
    """Read `raw` as dialled in `country` (ISO 3166, two letters); never raises.

    `key` is E.164 for a full number, the bare digits for a short code or internal extension, and ""
    when there is no number at all ("anonymous", letters, nothing).
    """
    text = unicodedata.normalize("NFKC", raw).strip()
    main, extension = _split_extension(text, country)
    dialled = _dialled(main)
    if dialled is None:
        return PhoneNumber(raw=raw.strip())
    e164 = _e164(dialled, country)
    return PhoneNumber(raw.strip(), e164, extension, key=e164 or _short(dialled, country))


def key_outside(raw: str, country: str, outside_prefix: str) -> str:
    """The `key` of a number that may begin with what the dialplan wants in front of numbers outside."""
    number = parse(raw, country)
    if number.e164 is None and outside_prefix and raw.startswith(outside_prefix):
        behind = parse(raw.removeprefix(outside_prefix), country)
        number = behind if behind.e164 else number
    return number.key


def require(raw: str, country: str = "CN") -> PhoneNumber:
    """`parse`, but raises `InvalidInput` when `raw` holds no number."""
    number = parse(raw, country)
    if not number.key:
        raise InvalidInput(
            "{number} is not a phone number: write it in digits", "numbers", number=raw.strip()
        )
    return number


def display(number: str, country: str = "CN") -> str:
    """As people of `country` write it: `138 0013 8000`; foreign ones international, `+1 650-253-0000`;
    an extension follows after `#`; what is no full number stays as it is."""
    parsed = parse(number, country)
    if parsed.e164 is None:
        return parsed.raw
    known = phonenumbers.parse(parsed.e164)
    at_home = known.country_code == phonenumbers.country_code_for_region(country)
    style = PhoneNumberFormat.NATIONAL if at_home else PhoneNumberFormat.INTERNATIONAL
    shown = phonenumbers.format_number(known, style)
    return f"{shown} #{parsed.extension}" if parsed.extension else shown


def location(e164: str, language: str) -> str | None:
    """City or region of a full number, mobile ones too, in `language` ("zh_CN", "en"); None when unknown.

    The first call loads the world's area codes (about 0.4 s, 100 MB): a server calls it once at start.
    """
    from phonenumbers import geocoder

    known = _full(e164)
    if known is None:
        return None
    return geocoder.description_for_number(known, language.replace("-", "_").partition("_")[0]) or None


def line_type(e164: str) -> LineType:
    """What kind of line a full number is; "other" when unknown."""
    known = _full(e164)
    return "other" if known is None else _LINE_TYPES.get(phonenumbers.number_type(known), "other")


def _split_extension(text: str, country: str) -> tuple[str, str | None]:
    marked = _EXTENSION.fullmatch(text)
    if marked:
        return marked["main"], marked["extension"]
    hyphen = _HYPHEN_EXTENSION.fullmatch(text)
    if hyphen and not _is_full(text, country) and _is_full(hyphen["main"], country):
        return hyphen["main"], hyphen["extension"]
    return text, None


def _dialled(text: str) -> str | None:
    """Only the digits, with `+` in front when there was one; None when it is not a number."""
    compact = _PUNCTUATION.sub("", text)
    return _CARRIER_PREFIX.sub("", compact) if _DIALLED.fullmatch(compact) else None


def _is_full(text: str, country: str) -> bool:
    dialled = _dialled(text)
    return dialled is not None and _e164(dialled, country) is not None


def _e164(dialled: str, country: str) -> str | None:
    try:
        number = phonenumbers.parse(dialled, country, keep_raw_input=True)
    except NumberParseException:
        return None
    foreign = (
        number.country_code_source in _INTERNATIONAL
        and number.country_code != phonenumbers.country_code_for_region(country)
        and phonenumbers.is_possible_number(number)
    )
    if not foreign and not phonenumbers.is_valid_number(number):
        return None
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)


def _short(dialled: str, country: str) -> str:
    """A short code as dialled at home: `+86 95588` is `95588`."""
    home = f"+{phonenumbers.country_code_for_region(country)}"
    return dialled.removeprefix(home).lstrip("+")


def _full(e164: str) -> phonenumbers.PhoneNumber | None:
    try:
        return phonenumbers.parse(e164)
    except NumberParseException:
        return None
