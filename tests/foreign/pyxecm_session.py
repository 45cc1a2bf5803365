"""
One working day of OpenText's own client `pyxecm`, unchanged, with an Extended ECM at the address given.

Run by an interpreter that has pyxecm and nothing of ours: `python pyxecm_session.py http://127.0.0.1:9100`. Writes one
JSON object: what each step brought, and under `complaints` all that pyxecm itself warned about.
"""

import json
import logging
import sys
import tempfile
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from pyxecm.otcs import OTCS
from pyxecm.otds import OTDS

_USER = _PASSWORD = "connector"
_TITLE = "E8 SHOPIFY-1001"


class Complaints(logging.Handler):
    """Keeps what a client says of answers that it did not like."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.texts: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.texts.append(record.getMessage())


class Day:
    """The steps in their order; each keeps what the later ones need."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self.place = {"protocol": parts.scheme, "hostname": str(parts.hostname), "port": int(parts.port or 80)}
        self.otcs = self.client(username=_USER, password=_PASSWORD)

    def client(self, **login: Any) -> OTCS:
        return OTCS(**self.place, base_path="/ecm/cs/cs", **login)

    def value(self, response: Any, key: str) -> Any:
        return self.otcs.get_result_value(response=response, key=key)

    def log_in_three_ways(self) -> dict[str, Any]:
        directory = OTDS(**self.place, username=_USER, password=_PASSWORD)
        ticket = directory.authenticate()["OTDSTicket"]
        tokens = OTDS(**self.place, client_id="sandbox-client", client_secret="sandbox-secret")
        ways = {
            "password": self.otcs,
            "otds_ticket": self.client(otds_ticket=ticket),
            "otds_token": self.client(otds_object=tokens),
        }
        return {way: bool(client.authenticate()) for way, client in ways.items()} | {
            "user": self.otcs.get_current_user()["data"]["name"],
            "version": self.otcs.get_server_version(),
        }

    def make_folders(self) -> dict[str, Any]:
        volume = self.otcs.get_volume(volume_type=OTCS.VOLUME_TYPE_ENTERPRISE_WORKSPACE)
        root = self.value(volume, "id")
        outer = self.otcs.create_item(parent_id=root, item_type=str(OTCS.ITEM_TYPE_FOLDER), item_name="Foreign")
        self.folder = self.value(outer, "id")
        inner = self.otcs.create_item(parent_id=self.folder, item_type="0", item_name="Inner", item_description="below")
        again = self.otcs.get_node_by_parent_and_name(parent_id=self.folder, name="Inner")
        return {
            "inner": self.value(inner, "id") == self.value(again, "id"),
            "description": self.value(again, "description"),
        }

    def make_workspaces(self) -> dict[str, Any]:
        types = self.otcs.get_workspace_types(expand_templates=True)
        names = self.otcs.get_result_values(response=types, key="wksp_type_name")
        order_type = types["results"][0]["data"]["properties"]
        business_object = {"external_system_id": "SHOPIFY", "bo_type": "Order", "bo_id": "1001"}
        order = self.otcs.create_workspace(
            workspace_template_id=order_type["templates"][0]["id"],
            workspace_name="#1001 (1001)",
            workspace_description="",
            workspace_type=order_type["wksp_type_id"],
            category_data={"9830": {"9830_2": "#1001"}},
            **business_object,
        )
        case = self.otcs.create_workspace(
            5002, "Return 1", "", 32, external_system_id="SHOPIFY", bo_type="Case", bo_id="return-1"
        )
        self.workspace, self.case = self.value(order, "id"), self.value(case, "id")
        self.otcs.create_workspace_relationship(self.workspace, self.case, "child")
        found = self.otcs.get_workspace_by_business_object("SHOPIFY", "Order", "1001")
        named = self.otcs.get_workspace_by_type_and_name(type_name="Shopify Order", name="#1001 (1001)")
        related = self.otcs.get_workspace_relationships(self.workspace, "child")
        return {
            "types": names,
            "by_business_object": self.value(found, "id") == self.workspace,
            "by_name": self.value(named, "id") == self.workspace,
            "related": self.otcs.get_result_values(response=related, key="name"),
        }

    def fill_a_role(self) -> dict[str, Any]:
        roles = self.otcs.get_workspace_roles(self.workspace)
        role = self.otcs.lookup_result_value(response=roles, key="name", value="Finance", return_key="id")
        finance = self.value(self.otcs.get_user("finance"), "id")
        self.otcs.add_workspace_member(self.workspace, role, finance)
        members = self.otcs.get_workspace_members(self.workspace, role)
        return {"members": self.otcs.get_result_values(response=members, key="name")}

    def file_a_document(self) -> dict[str, Any]:
        invoices = self.otcs.get_node_by_parent_and_name(parent_id=self.workspace, name="Invoices")
        self.invoices = self.value(invoices, "id")
        uploaded = self.otcs.upload_file_to_parent(
            parent_id=self.invoices,
            file_name="invoice.pdf",
            file_content=b"%PDF one",
            mime_type="application/pdf",
            description="first",
            category_data={"9840": {"9840_2": "invoice"}},
        )
        self.document = self.value(uploaded, "id")
        self.otcs.add_document_version(
            self.document,
            file_name="invoice.pdf",
            file_content=b"%PDF two",
            mime_type="application/pdf",
            description="second",
        )
        versions = self.otcs.get_document_versions(str(self.document))
        latest = self.otcs.get_latest_document_version(self.document)
        return {
            "versions": self.otcs.get_result_values(response=versions, key="description", property_name="versions"),
            "latest": latest["data"]["version_number"],
            "first": self.value(self.otcs.get_node(self.document), "description"),
        }

    def set_categories(self) -> dict[str, Any]:
        self.otcs.set_category_values(self.document, 9840, {"9840_2": "credit note", "9840_6": "#1001"})
        self.otcs.set_category_value(self.document, "pyxecm", 9840, attribute_id=10)
        assigned = self.otcs.assign_category(self.folder, 9840, inheritance=True, apply_to_sub_items=True)
        values = self.otcs.get_node_category_as_dictionary(self.document, category_name="Document")
        return {"assigned": assigned, "set": {name: value for name, value in values.items() if value}}

    def list_and_download(self) -> dict[str, Any]:
        listed = self.otcs.get_subnodes(self.workspace, limit=100)
        contents = []
        with tempfile.TemporaryDirectory() as folder:
            for number in ("", "1"):
                path = Path(folder) / "below" / f"invoice{number}.pdf"
                self.otcs.download_document(self.document, str(path), version_number=number)
                contents.append(path.read_bytes().decode())
        return {"folders": sorted(self.otcs.get_result_values(response=listed, key="name")), "contents": contents}

    def start_a_workflow(self) -> dict[str, Any]:
        node = self.otcs.get_node_from_nickname("wf_order_approval")
        workflow = self.value(node, "id")
        attributes = self.otcs.get_workflow_attributes(workflow)
        draft = self.value(self.otcs.create_draft_process(workflow, [self.document]), "draftprocess_id")
        values = {attributes["Order Number"]["form_id"]: "#1001"}
        self.otcs.update_draft_process(draft, title=_TITLE, values=values)
        self.process = self.value(self.otcs.initiate_draft_process(draft), "process_id")
        return {"attributes": list(attributes), "status": self._status()}

    def decide_it(self) -> dict[str, Any]:
        """As the colleague in whose inbox the step lies."""
        colleague = self.client(username="finance", password="livelink")
        colleague.authenticate()
        task = colleague.get_process_task(self.process)["data"]
        words = [action["key"] for action in task["custom_actions"]]
        colleague.update_process_task(self.process, custom_action="Approve", comment="fine")
        mine = self.otcs.get_workflows_by_kind_and_status(kind="Initiated", status="completed")
        titles = [result["data"]["wfstatus"]["wf_name"] for result in mine["results"]]
        return {"words": words, "status": self._status(), "completed": titles}

    def look_back(self) -> dict[str, Any]:
        trail = self.otcs.get_node_audit(self.document)["results"]["data"]["audit"]
        found = self.otcs.search("OTName: invoice and OTSubType: 144")
        self.otcs.create_records_management_hold("Legal", "Dispute 1", "")
        return {
            "trail": sorted({entry["audit_name"] for entry in trail}),
            "found": self.otcs.get_result_values(response=found, key="id") == [self.document],
            "holds": [
                hold["HoldName"] for hold in self.otcs.get_records_management_holds()["results"]["data"]["holds"]
            ],
        }

    def clean_up(self) -> dict[str, Any]:
        self.otcs.delete_node(self.folder, purge=True)
        return {"gone": self.otcs.get_nodes(node_ids=[self.folder])["results"]}

    def _status(self) -> Any:
        return self.otcs.get_workflow_status(self.process)["results"]["wf_details"]["status"]


def main(url: str) -> None:
    complaints = Complaints()
    logging.getLogger("pyxecm").addHandler(complaints)
    day = Day(url)
    steps = (
        day.log_in_three_ways,
        day.make_folders,
        day.make_workspaces,
        day.fill_a_role,
        day.file_a_document,
        day.set_categories,
        day.list_and_download,
        day.start_a_workflow,
        day.decide_it,
        day.look_back,
        day.clean_up,
    )
    told = {step.__name__: step() for step in steps}
    json.dump({**told, "complaints": complaints.texts}, sys.stdout)


if __name__ == "__main__":
    main(sys.argv[1])
