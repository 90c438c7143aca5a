"""The rubric of each open question that ships, held to the answers that were graded by hand."""

from __future__ import annotations

import pytest

from tests.content.reading import questions
from tutor.grading.points import mark_points
from tutor.packs.model import OpenQuestion


@pytest.mark.parametrize("rubric", [pytest.param(question, id=ref) for ref, question in questions(OpenQuestion)])
class TestRubric:
    def test_there_are_answers_of_each_sort_and_each_is_marked_for_every_point(self, rubric: OpenQuestion) -> None:
        grades = [sample.grade for sample in rubric.samples]

        assert (grades.count("pass") >= 3, grades.count("partial") >= 2, grades.count("fail") >= 3) == (True,) * 3
        for sample in rubric.samples:
            assert set(sample.points) == {point.id for point in rubric.points}, sample.answer

    def test_no_phrase_makes_a_point_that_the_answer_misses_and_none_contradicts_one_it_makes(
        self, rubric: OpenQuestion
    ) -> None:
        for sample in rubric.samples:
            marked = mark_points(rubric.points, sample.answer)
            wrongly_made = [p for p, label in sample.points.items() if label != "hit" and marked[p] == "hit"]
            wrongly_contradicted = [
                p for p, label in sample.points.items() if label == "hit" and marked[p] == "contradicted"
            ]
            assert (wrongly_made, wrongly_contradicted) == ([], []), sample.answer

    def test_the_model_answer_in_full_contradicts_nothing(self, rubric: OpenQuestion) -> None:
        marked = mark_points(rubric.points, rubric.answers.full)

        assert [point for point, mark in marked.items() if mark == "contradicted"] == []
        assert "hit" in marked.values()


def test_four_in_five_of_the_points_that_good_answers_make_are_found_by_their_words() -> None:
    found = [
        mark_points(question.points, sample.answer)[point] == "hit"
        for _, question in questions(OpenQuestion)
        for sample in question.samples
        for point, label in sample.points.items()
        if label == "hit"
    ]

    assert sum(found) >= 0.8 * len(found)
