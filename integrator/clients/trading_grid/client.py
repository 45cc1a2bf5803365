"""
Trading Grid: cases, surveys and events of Active Community, documents of Active Documents.

Neither has a public API. This client speaks our own profile of both; each half has its own base address, and may be
replaced by itself.

Source: contracts/opentext/trading-grid, part B. [profile]
"""

from integrator.clients.auth import Tokens
from integrator.clients.http import Http
from integrator.clients.trading_grid.cases import Cases
from integrator.clients.trading_grid.connection import Connection
from integrator.clients.trading_grid.documents import Documents
from integrator.clients.trading_grid.events import Events
from integrator.clients.trading_grid.partners import Partners
from integrator.clients.trading_grid.surveys import Surveys
from integrator.clients.trading_grid.talk import Talk


class TradingGrid:
    """
    Both services as one tenant's client sees them; may be shared by threads.

    Every operation may also raise each of the six errors of `integrator.clients.errors`.

    Args:
        community_url: base of Active Community, without its path.
        documents_url: base of Active Documents, without its path.
        tokens: of the gateway issuer.
        http: the way to both; its `max_bytes` bounds attachments and documents.
    """

    def __init__(self, community_url: str, documents_url: str, *, tokens: Tokens, http: Http) -> None:
        community = Connection(community_url, "/active-community/v1", tokens=tokens, http=http)
        partners, cases, talk = Partners(community), Cases(community), Talk(community)
        surveys, events = Surveys(community), Events(community)
        documents = Documents(Connection(documents_url, "/active-documents/v1", tokens=tokens, http=http))

        self.find_partner = partners.find_partner
        self.get_partner = partners.get_partner
        self.open_case = cases.open_case
        self.find_case = cases.find_case
        self.get_case = cases.get_case
        self.move_case = cases.move_case
        self.add_message = talk.add_message
        self.messages = talk.messages
        self.attach = talk.attach
        self.attachments = talk.attachments
        self.attachment_content = talk.attachment_content
        self.open_survey = surveys.open_survey
        self.close_survey = surveys.close_survey
        self.responses = surveys.responses
        self.events = events.events
        self.send_document = documents.send_document
        self.find_document = documents.find_document
        self.sent_document = documents.sent_document
        self.inbox = documents.inbox
        self.document_content = documents.document_content
        self.acknowledge_document = documents.acknowledge_document
