"""
Surveys: ask several partners about a campaign, read what they said last.

Source: contracts/opentext/trading-grid, section 6.3. [profile]
"""

from typing import Any

from integrator.clients.answers import Request
from integrator.clients.shapes import read_shape
from integrator.clients.trading_grid.connection import Connection, path_id, reference
from integrator.clients.trading_grid.models import NewSurvey, Survey, SurveyResponse
from integrator.clients.trading_grid.reading import read_response, write_time


class Surveys:
    """The surveys of one client."""

    def __init__(self, community: Connection) -> None:
        self._community = community

    def open_survey(self, survey: NewSurvey) -> Survey:
        """
        Put questions to partners, or get the survey that an equal call opened before.

        Idempotent by `external_reference`: after an ambiguous error call it again. A moved campaign is a new
        survey; the old one is closed.

        Raises:
            ReferenceTaken: the reference belongs to a survey of another content.
            Refused: `unknown_partner` or `partner_suspended`, among others.
        """
        answer = self._community.send("open_survey", Request("POST", "/surveys", json=survey_body(survey)))
        return read_shape(answer, Survey.model_validate)

    def close_survey(self, survey_id: str) -> Survey:
        """
        Take no more answers. Idempotent: a closed survey stays closed.

        Raises:
            NotThere: there is none.
        """
        request = Request("POST", f"/surveys/{path_id(survey_id)}/closure", json={})
        return read_shape(self._community.send("close_survey", request), Survey.model_validate)

    def responses(self, survey_id: str) -> list[SurveyResponse]:
        """
        List the last answer of each partner, also of those that have not answered yet.

        Repeating is harmless, it only reads.
        """
        path = f"/surveys/{path_id(survey_id)}/responses"
        last: dict[str, SurveyResponse] = {}
        for response in self._community.rows_of("responses", path, "responses", read_response):
            known = last.get(response.partner_id)
            if known is None or known.revision < response.revision:
                last[response.partner_id] = response
        return list(last.values())


def survey_body(survey: NewSurvey) -> dict[str, Any]:
    """Build what opens a survey."""
    return {
        "external_reference": reference(survey.external_reference),
        "title": survey.title,
        "campaign": {
            "name": survey.campaign,
            "start": write_time(survey.starts),
            "end": write_time(survey.ends),
            "skus": list(survey.skus),
            "expected_units": f"{survey.expected_units:f}",
        },
        "questions": [question.model_dump(mode="json") for question in survey.questions],
        "partner_ids": list(survey.partner_ids),
        "open_time": write_time(survey.opens),
        "due_time": write_time(survey.due),
    }
