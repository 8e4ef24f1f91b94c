"""A call handed on, as the API shows it: the story in words, what colleagues noted."""

import msgspec

from cti.calls.record import Outcome
from tests.unit.web.happenings import pop, record, work
from tests.unit.web.office import Office


async def test_the_story_is_in_the_readers_language_and_notes_of_colleagues_are_those_of_now(office: Office):
    told = {"at": "2026-11-20T01:00:00Z", "what": "story.blind", "values": {"who": "li", "to": "han"}}
    handed = msgspec.json.encode(msgspec.json.decode(pop()) | {"story": [told], "notes": []}).decode()
    await office.works.add(msgspec.structs.replace(work("w2", "han"), pop=handed))
    await office.works.add(msgspec.structs.replace(work(), outcome=Outcome(note="very upset")))
    await office.calls.open(record("k1"))
    browser = await office.browser("han")
    for language, text, words in (
        ("en", "li transferred the call to han", "{who} transferred the call to {to}"),
        ("zh_CN", "li 将来电转接给 han", "{who} 将来电转接给 {to}"),
    ):
        await browser.post("/api/v1/me/language", {"language": language})
        (item,) = (await browser.get("/api/v1/work"))[1]["items"]
        (line,) = item["pop"]["story"]
        assert (line["at"], line["text"], line["words"]) == (told["at"], text, words)
        assert line["people"] == told["values"]
        assert item["pop"]["notes"] == [{"by": "li", "text": "very upset"}]
