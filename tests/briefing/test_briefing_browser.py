"""The page in a real browser: no request, no error, nothing runs, nothing leaves the paper."""

import pytest

from twofront.briefing import write

from ..synthetic_study import findings, scenario
from .page_parts import hostile

pytestmark = pytest.mark.browser

ATTACK = "</title></style><script>document.title='run'</script><img src=http://x.test/ onerror=1>"


@pytest.fixture
def visit(browser, tmp_path):
    """Open an answer's page at some width; give it with what it asked for and complained of."""
    opened = []

    def shown(answer, stated, width=1100):
        path = tmp_path / "briefing.html"
        write(answer, stated, path)
        page = browser.new_page(viewport={"width": width, "height": 900})
        opened.append(page)
        asked, said = [], []
        page.on("request", lambda request: asked.append(request.url))
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.goto(path.as_uri())
        page.wait_for_load_state("networkidle")
        return page, [url for url in asked if url != path.as_uri()], said

    yield shown
    for page in opened:
        page.close()


def overflow(page) -> int:
    """How many pixels the page is wider than its window."""
    return page.evaluate("document.documentElement.scrollWidth - window.innerWidth")


def test_the_page_asks_for_nothing_and_complains_of_nothing(visit):
    _, asked, said = visit(findings(), scenario())
    assert asked == []
    assert said == []


def test_every_chart_is_visible(visit):
    page, _, _ = visit(findings(), scenario())
    charts = page.locator("svg[role=img]")
    assert charts.count() == 4 * 2 + 1 + 2 + 2 + 1  # two claims by channels, one line of time
    for place in range(charts.count()):
        box = charts.nth(place).bounding_box()
        assert box["width"] > 100
        assert box["height"] > 15


def test_the_policy_stops_whatever_a_later_hand_might_add(visit):
    page, _, said = visit(findings(), scenario())
    page.evaluate(
        """() => {
            const script = document.createElement('script');
            script.textContent = "document.title = 'run'";
            document.body.append(script);
            const image = document.createElement('img');
            image.src = 'http://x.test/pixel';
            document.body.append(image);
        }"""
    )
    page.wait_for_timeout(200)
    assert page.title() == "A settlement and a move elsewhere"
    assert len([line for line in said if "Content Security Policy" in line]) == 2


def test_hostile_text_runs_nothing_and_asks_for_nothing(visit):
    page, asked, said = visit(*hostile(ATTACK))
    assert asked == []
    assert said == []
    assert page.title() == ATTACK
    assert page.locator("h1").inner_text() == ATTACK


@pytest.mark.parametrize("text", ["x" * 3000, "\u202e\u05e9\u05dc\u05d5\u05dd " * 40])
@pytest.mark.parametrize("width", [380, 1100])
def test_very_long_words_stay_inside_the_window(visit, text, width):
    page, _, _ = visit(*hostile(text), width=width)
    assert overflow(page) <= 0


def test_right_to_left_text_turns_nothing_around_it(visit):
    page, _, _ = visit(*hostile("\u202e\u05e9\u05dc\u05d5\u05dd"))
    directions = page.evaluate(
        "[...document.querySelectorAll('section, table, p, td')]"
        ".map(element => getComputedStyle(element).direction)"
    )
    assert set(directions) == {"ltr"}
    assert page.locator("h1 bdi").evaluate("e => getComputedStyle(e).direction") == "rtl"


def test_a_narrow_window_shows_everything(visit):
    page, _, _ = visit(findings(), scenario(), width=380)
    assert overflow(page) <= 0


def test_labels_of_a_chart_never_lie_on_each_other(visit):
    page, _, _ = visit(findings(), scenario())
    overlaps = page.evaluate(
        """() => [...document.querySelectorAll('svg')].flatMap(svg => {
            const boxes = [...svg.querySelectorAll('text')].map(
                t => [t.textContent, t.getBoundingClientRect()]);
            return boxes.flatMap(([one, a], at) => boxes.slice(at + 1)
                .filter(([, b]) => a.left < b.right - 1 && b.left < a.right - 1
                    && a.top < b.bottom - 2 && b.top < a.bottom - 2)
                .map(([two]) => one + ' / ' + two));
        })"""
    )
    assert overlaps == []


def test_it_prints(visit):
    page, _, _ = visit(findings(), scenario())
    pdf = page.pdf(prefer_css_page_size=True)
    assert pdf.startswith(b"%PDF")
    page.set_viewport_size({"width": 672, "height": 1000})
    page.emulate_media(media="print")
    assert overflow(page) <= 0
