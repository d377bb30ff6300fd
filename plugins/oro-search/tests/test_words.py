"""Any question is a query that FTS5 takes, and rankings are joined fairly."""

from __future__ import annotations

import apsw
from hypothesis import given
from hypothesis import strategies as st
from oro_search.index.fusion import fused
from oro_search.index.words import query_of

_connection = apsw.Connection(":memory:")
_connection.execute("CREATE VIRTUAL TABLE words USING fts5 (text, tokenize = 'porter unicode61 remove_diacritics 2')")


@given(st.text() | st.text(st.sampled_from("\"'*^():-+ aN EARORNOT“”„«»{}\\")))
def test_any_question_is_a_query(question: str) -> None:
    if query := query_of(question.replace("\0", " ")):
        list(_connection.execute("SELECT 1 FROM words WHERE words MATCH ?", (query,)))


def test_questions_are_their_telling_words() -> None:
    assert query_of("When does the lease end?") == '"lease" OR "end"'
    assert query_of('who said "to be or not" twice') == '"to be or not" OR "said" OR "twice"'
    assert query_of("what is it") == '"what" OR "is" OR "it"'
    assert query_of("?!") == ""


ids = st.lists(st.integers(0, 20), unique=True, max_size=12)


@given(st.lists(ids, max_size=3))
def test_rankings_are_joined(rankings: list[list[int]]) -> None:
    joined = fused(rankings)
    scores = dict(joined)
    assert {id for id, _ in joined} == {id for ranking in rankings for id in ranking}
    assert [score for _, score in joined] == sorted(scores.values(), reverse=True)
    assert all(0 < score <= 1.0000001 for score in scores.values())
    for first, second in ((a, b) for a in scores for b in scores if a != b):
        places = [
            (ranking.index(first), ranking.index(second)) for ranking in rankings if {first, second} <= {*ranking}
        ]
        apart = any(second in ranking and first not in ranking for ranking in rankings)
        if places and not apart and all(one < other for one, other in places):
            assert scores[first] > scores[second]
