"""Texts of a script with their fields filled in, in one language. Plain text only, never HTML.

`{customer.name}` is a field, `{q1}` what was answered to q1. What is missing becomes a word that can be
read aloud: the one given after a bar, `{customer.ward|your ward}`, or the language's own.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from cti.scripts.document import Text

LANGUAGES: Final = ("zh_CN", "en")
PLACEHOLDER: Final = re.compile(r"\{(?P<name>[^\W\d]\w*(?:\.[^\W\d]\w*)*)(?:\|(?P<fallback>[^{}|]*))?\}")
FIELDS: Final = frozenset(
    {
        "customer.name",
        "customer.title",
        "customer.organisation",
        "agent.name",
        "agent.extension",
        "call.queue",
        "call.number",
        "call.dialed",
    }
)
"""Fields every call may have; a customer's own fields (`customer.ward`) come on top."""
_GENDERS: Final = {
    "男": "m",
    "male": "m",
    "m": "m",
    "先生": "m",
    "女": "f",
    "female": "f",
    "f": "f",
    "女士": "f",
}
_TITLES: Final = {
    "zh_CN": {"m": "先生", "f": "女士", "": "先生/女士"},
    "en": {"m": "Mr", "f": "Ms", "": "Mr/Ms"},
}
_MISSING: Final = {
    "zh_CN": {
        "customer.name": "客户",
        "customer.organisation": "贵单位",
        "agent.name": "客服代表",
        "call.queue": "客户服务",
        "": "（未知）",
    },
    "en": {
        "customer.name": "customer",
        "customer.organisation": "your company",
        "agent.name": "your service agent",
        "call.queue": "customer service",
        "": "(not known)",
    },
}


def language_of(wanted: str) -> str:
    """The language of `LANGUAGES` for any tag: zh-CN, zh_TW, zh -> zh_CN, all others -> en."""
    return "zh_CN" if wanted.lower().startswith("zh") else "en"


def pick(text: Text, language: str) -> str:
    """`text` in `language`, else in the first language it has, else ""."""
    return text.get(language_of(language)) or next(iter(text.values()), "")


def render(text: Text, language: str, values: Mapping[str, str]) -> str:
    """`text` in `language` with every placeholder filled from `values` or by a fallback."""

    def fill(placeholder: re.Match[str]) -> str:
        name, fallback = placeholder["name"], placeholder["fallback"]
        if name == "customer.title":
            return _title(values, language, fallback)
        missing = _MISSING[language_of(language)]
        return values.get(name) or fallback or missing.get(name) or missing[""]

    return PLACEHOLDER.sub(fill, pick(text, language))


def _title(values: Mapping[str, str], language: str, fallback: str | None) -> str:
    gender = values.get("customer.gender") or values.get("customer.性别") or ""
    known = _GENDERS.get(gender.strip().lower(), "")
    return fallback if fallback and not known else _TITLES[language_of(language)][known]
