"""The tree of dispositions: ends to choose, paths to report, queues that narrow it."""

from __future__ import annotations

from cti.calls.dispositions import Disposition, choices, path, problems_of, within


def row(code: str, parent: str = "", queues: tuple[str, ...] = (), key: str = "") -> Disposition:
    return Disposition(code=code, zh_CN=code, en=code, parent=parent, queues=queues, key=key)


TREE = (
    row("solved"),
    row("complaint", queues=("support", "vip")),
    row("price", "complaint"),
    row("service", "complaint", queues=("vip",)),
    row("rude", "service"),
    row("sold", queues=("sales",)),
)


def codes(rows: tuple[Disposition, ...]) -> list[str]:
    return [one.code for one in rows]


def test_the_ends_of_the_tree_are_chosen_groups_are_not() -> None:
    assert codes(choices(TREE, "vip")) == ["solved", "price", "rude"]


def test_the_nearest_queues_named_decide() -> None:
    assert codes(choices(TREE, "support")) == ["solved", "price"]
    assert codes(choices(TREE, "sales")) == ["solved", "sold"]
    assert codes(choices(TREE, None)) == ["solved"]


def test_a_path_leads_from_the_top_to_the_code() -> None:
    assert codes(path(TREE, "rude")) == ["complaint", "service", "rude"]
    assert codes(path(TREE, "solved")) == ["solved"]
    assert path(TREE, "was_removed") == ()


def test_a_group_means_everything_below_it() -> None:
    assert within(TREE, "complaint") == {"complaint", "price", "service", "rude"}
    assert within(TREE, "solved") == {"solved"}
    assert within(TREE, "was_removed") == {"was_removed"}


def test_a_tree_that_is_one_has_no_problems() -> None:
    assert problems_of(TREE) == []


def test_parents_that_are_not_there_circles_and_keys_given_twice_are_told_with_their_places() -> None:
    rows = (row("a", "b"), row("b", "a"), row("c", "nobody"), row("d", key="1"), row("e", key="1"))
    assert problems_of(rows) == [
        "dispositions[0].parent: `a` is inside itself",
        "dispositions[1].parent: `b` is inside itself",
        "dispositions[2].parent: there is no disposition `nobody`",
        "dispositions[4].key: `1` is there twice in its level",
    ]


def test_a_circle_has_an_end_for_who_walks_it() -> None:
    rows = (row("a", "b"), row("b", "a"))
    assert codes(path(rows, "a")) == ["b", "a"]
    assert within(rows, "a") == {"a", "b"}


def test_the_same_key_may_be_used_in_another_level() -> None:
    assert problems_of((row("a", key="1"), row("b", "a", key="1"))) == []
