"""A visitor reads the site: on a narrow telephone, and without a mouse."""

import pytest
from selenium.webdriver.common.keys import Keys

from tests.browser.person import Person

LONG_WORD = "Donaudampfschifffahrtsgesellschaftskapitänsversammlung"
TABLE = {
    "data": [[f"Harbour number {n}" for n in range(9)], list(range(100_000, 100_009))],
    "table_header_choice": "row",
    "first_row_is_table_header": True,
    "first_col_is_header": False,
}
# What a person can reach with the Tab key, in the order of the page.
REACHABLE = """
    return [...document.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex]')]
    .filter(each => each.tabIndex >= 0 && !each.disabled && each.checkVisibility())"""
HAS_RING = """
    const style = getComputedStyle(arguments[0]);
    return style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0"""


@pytest.fixture
def wide_brief(make_brief, publish):
    """As wide as an editor can make it."""
    body = [
        {"type": "heading", "value": LONG_WORD},
        {"type": "paragraph", "value": f"<p>https://example.org/{'x' * 120}</p>"},
        {"type": "table", "value": TABLE},
        {"type": "key_points", "value": [LONG_WORD, "Tea"]},
        {"type": "quote", "value": {"text": LONG_WORD, "attribution": LONG_WORD}},
    ]
    publish(make_brief("An older brief", period_start="2026-11-09", period_end="2026-11-15"))
    return publish(make_brief("Patrols resume", body=body))


@pytest.mark.parametrize("path", ["", "{brief}", "topic/security/", "2026/w46/"])
def test_no_page_scrolls_sideways_on_a_telephone(wide_brief, reader, path):
    narrow(reader, 390)
    reader.open("/" + path.format(brief=f"{wide_brief.slug}/"))

    reader.see("h1")
    width, needed = reader.driver.execute_script(
        "return [document.documentElement.clientWidth, document.documentElement.scrollWidth]"
    )
    assert needed <= width


@pytest.mark.parametrize("path", ["", "{brief}"])
def test_the_whole_page_is_operable_by_keyboard(wide_brief, reader, path):
    reader.open("/" + path.format(brief=f"{wide_brief.slug}/"))
    reader.see("h1")
    reachable = reader.driver.execute_script(REACHABLE)

    visited = [reader.tab()]
    assert visited[0].text == "Skip to the text"
    while len(visited) < len(reachable):
        assert reader.driver.execute_script(HAS_RING, visited[-1]), visited[-1].get_attribute("outerHTML")
        visited.append(next_stop(reader))

    assert [describe(each) for each in visited] == [describe(each) for each in reachable]


def test_the_skip_link_leads_past_the_navigation(wide_brief, reader):
    reader.open(f"/{wide_brief.slug}/")
    reader.see("h1")

    reader.tab()
    reader.press(Keys.ENTER)

    assert reader.driver.switch_to.active_element.get_attribute("id") == "main"
    reader.tab()
    assert reader.driver.execute_script("return document.activeElement.closest('main') !== null")


def describe(element) -> str:
    return element.get_attribute("outerHTML")[:200]


def next_stop(reader: Person):
    """A date field has several stops of its own: day, month, year and the calendar."""
    before = reader.driver.switch_to.active_element
    for _ in range(6):
        after = reader.tab()
        if after != before:
            return after
    raise AssertionError(f"Stuck at {before.get_attribute('outerHTML')}")


def narrow(reader: Person, width: int) -> None:
    reader.driver.execute_cdp_cmd(
        "Emulation.setDeviceMetricsOverride",
        {"width": width, "height": 844, "deviceScaleFactor": 2, "mobile": True},
    )
