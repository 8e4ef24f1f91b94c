"""docs/books.md has a line for every scenario, in the words of the page's template."""

from cti.simulator.scenario import SCENARIOS
from cti.testbed.hard_scenarios import HARD_SCENARIOS
from tests.pbx.render_books import PAGE, TEMPLATE


def test_the_page_has_every_scenario_and_no_other() -> None:
    before, after = TEMPLATE.read_text("utf-8").split("@rows@")
    page = PAGE.read_text("utf-8")
    assert page.startswith(before)
    assert page.endswith(after)
    rows = page.removeprefix(before).removesuffix(after).splitlines()
    assert {row.split(" | ")[0].removeprefix("| ") for row in rows} == {*SCENARIOS, *HARD_SCENARIOS}
