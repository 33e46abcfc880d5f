"""The quote scanner on marks of every kind."""

import pytest

from twofront.evidence.quotes import scan_blocks

CASES = {
    "straight": ('"We go now," he said.', ["We go now"]),
    "curly": ("“We go now,” he said.", ["We go now"]),
    "single_curly_with_apostrophes": (
        "‘We don’t know the workers’ names,’ he said.",
        ["We don’t know the workers’ names"],
    ),
    "single_straight_with_apostrophes": (
        "'I don't know,' she said, 'but the '90s were bad.'",
        ["I don't know", "but the '90s were bad."],
    ),
    "guillemets": ("«Nous irons», dit-il, « demain ».", ["Nous irons", "demain"]),
    "low_marks": ("„Wir gehen“, sagte er.", ["Wir gehen"]),
    "swedish": ("”Vi går nu”, sade han.", ["Vi går nu"]),
    "corner_brackets": ("彼は「行く」と言った。", ["行く"]),
    "nested": (
        "“He said ‘wait here’ and left,” she said.",
        ["He said ‘wait here’ and left", "wait here"],
    ),
    "nested_straight": ("\"A 'small' step,\" he said.", ["A 'small' step", "small"]),
    "inner_of_the_same_kind": ('"A "new" rule," he said.', ['A "new" rule', "new"]),
    "inches": ('It is 5" long.', []),
    "possessives": ("The workers' hall and the boss's house", []),
    "elision": ("Rock 'n' roll, 'tis said, began in the '50s.", []),
    "empty": ('"" and “ ”', []),
    "unclosed_first": ("“One, he said. “Two,” she said.", ["Two"]),
    "stray_close": ("One,” he said.", []),
    "right_to_left": ("قال الوزير: «لن نغادر».", ["لن نغادر"]),
}


@pytest.mark.parametrize("name", CASES)
def test_marks(name):
    text, wanted = CASES[name]
    quotes, _ = scan_blocks([text])
    assert [text[q.start : q.end] for q in quotes[0]] == wanted


def test_depth_and_parent_of_a_nested_quote():
    quotes, _ = scan_blocks(["“He said ‘wait here’ and left,” she said."])
    outer, inner = quotes[0]
    assert (outer.depth, outer.parent) == (0, None)
    assert (inner.depth, inner.parent) == (1, 0)


def test_a_quote_runs_over_paragraphs_without_a_closing_mark():
    quotes, unbalanced = scan_blocks(["“It began.", "“It went on.", "“It ended,” he said."])
    assert [[q.carries_on for q in block] for block in quotes] == [[False], [True], [True]]
    assert unbalanced == []


def test_an_attributed_paragraph_has_lost_its_mark_instead():
    quotes, unbalanced = scan_blocks(["“It is safe, Dr Osei said.", "“It ended,” he said."])
    assert [len(block) for block in quotes] == [0, 1]
    assert unbalanced == [(0, 0)]


def test_a_skipped_block_does_not_break_a_quote():
    quotes, _ = scan_blocks(["“It began.", None, "“It ended,” he said."])
    assert quotes[1] == []
    assert quotes[2][0].carries_on


def test_no_paragraphs_have_no_quotes():
    assert scan_blocks([]) == ([], [])
