"""What somebody slips into a page does not run, and the tests would hear of it."""

from playwright.async_api import expect

from tests.browser.person import Person

INLINE_SCRIPT = """() => {
  const script = document.createElement("script");
  script.textContent = "window.foreign = true";
  document.body.append(script);
  return window.foreign === true;
}"""


async def test_the_content_policy_stops_inline_scripts_and_styles(agent: Person) -> None:
    page = await agent.open("/customers")
    await expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert not await page.evaluate(INLINE_SCRIPT)
    await page.evaluate("document.body.setAttribute('style', 'display: none')")
    await expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert all("Content Security Policy" in complaint for complaint in agent.complaints)
    assert len(agent.complaints) == 2
    agent.complaints.clear()


async def test_what_customers_are_called_is_text_and_never_markup(agent: Person) -> None:
    name = "<img src=x onerror=alert(1)><b>Bold</b>"
    await agent.post("/customers", {"name": name, "numbers": ["13700137999"]})
    page = await agent.open("/customers?q=13700137999")
    await expect(page.get_by_role("link", name=name)).to_be_visible()
    await expect(page.locator("main b, main img")).to_have_count(0)
