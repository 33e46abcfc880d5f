"""The flagship's page as a reader has it: light enough, free of barriers, looking as it did.

The golden images were looked at when they were made. After a change that is meant:
`TWOFRONT_GOLDEN=write pytest tests/briefing/test_flagship_page.py`, and look at them again.
"""

import io
import os
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from PIL import Image, ImageChops, ImageStat

import twofront

pytestmark = [pytest.mark.browser, pytest.mark.slow]

FLAGSHIP = Path(__file__).parents[2] / "scenarios" / "two-front"
GOLDEN = Path(__file__).parents[1] / "golden" / "pages"
VIEWS = {
    "top": ("light", None),
    "night": ("dark", None),
    "claim": ("light", "#claim-1"),
    "map": ("light", "section[aria-labelledby=map] figure"),
    "map-by-night": ("dark", "section[aria-labelledby=map] figure"),
}
COARSE = (110, 90)
"""Images are compared at this size: what fonts of another machine do to letters is lost."""

APART = 3.0
"""Mean difference of grey, of 255, that is let pass. Measured: at most 1.1 for the page itself, 1.8
to 2.5 in a serif face, 3.6 for a claim without its figures, 25 for a map without its drawing."""


@pytest.fixture(scope="module")
def flagship(tmp_path_factory):
    """A short run: its page has every section."""
    folder = tmp_path_factory.mktemp("flagship") / "run"
    twofront.load(FLAGSHIP).run(draws=64, levers=64, drivers=0, out=folder)
    return folder / "briefing.html"


@pytest.fixture(params=["light", "dark"])
def page(request, browser, flagship):
    opened = browser.new_page(viewport={"width": 1100, "height": 900}, color_scheme=request.param)
    opened.goto(flagship.as_uri())
    yield opened
    opened.close()


def test_axe_finds_no_barrier(page):
    found = Axe().run(page)
    assert [(each["id"], each["nodes"][0]["html"]) for each in found.response["violations"]] == []


def test_the_page_is_light(flagship):
    assert len(flagship.read_bytes()) < 300_000


def test_it_opens_at_once(page):
    """No time is asserted; what takes time is: requests, scripts, and elements to lay out."""
    assert page.evaluate("performance.getEntriesByType('resource').length") == 0
    assert page.evaluate("document.scripts.length") == 0
    assert page.evaluate("document.querySelectorAll('*').length") < 15_000


@pytest.mark.parametrize("name", VIEWS)
def test_it_looks_as_it_did(name, browser, flagship):
    scheme, part = VIEWS[name]
    page = browser.new_page(viewport={"width": 1100, "height": 900}, color_scheme=scheme)
    page.goto(flagship.as_uri())
    if part:
        page.locator(part).scroll_into_view_if_needed()
        shot = page.locator(part).screenshot()
    else:
        shot = page.screenshot()
    page.close()
    seen = Image.open(io.BytesIO(shot)).convert("L")
    seen = seen.crop((0, 0, seen.width, min(seen.height, 900)))
    kept = GOLDEN / f"{name}.png"
    if os.environ.get("TWOFRONT_GOLDEN") == "write":
        kept.parent.mkdir(exist_ok=True)
        seen.resize((550, round(550 * seen.height / seen.width))).save(kept, optimize=True)
    with Image.open(kept) as golden:
        apart = ImageChops.difference(golden.convert("L").resize(COARSE), seen.resize(COARSE))
    assert ImageStat.Stat(apart).mean[0] < APART
