"""The administrator's model, in an empty database and in one that an earlier edition left."""

from pathlib import Path

from integrator.sandbox.config import SandboxConfig
from integrator.sandbox.ecm.state import Ecm
from integrator.sandbox.world import World


def test_a_database_of_an_earlier_edition_gets_what_is_missing_and_keeps_the_rest(tmp_path: Path) -> None:
    world = World.open(SandboxConfig(data_dir=tmp_path))
    ecm = Ecm(world)
    kept = ecm.create_folder(2000, "Papers", {}, user_id=1000)
    before = len(world.db.all("ecm_node"))
    world.db.delete("ecm_seed", "2")
    for node_id in (19118, 5004):
        node = ecm.nodes.get(node_id)
        ecm.nodes.delete(node)
        world.db.delete("ecm_node", str(node_id))

    ecm.plant()
    ecm.plant()

    assert "Papers" == ecm.nodes.get(kept["id"])["name"]
    assert "Order Approval" == ecm.nicknames.find("wf_order_approval")["name"]
    assert ["Drafts", "Approved for Web", "Certificates", "Archive"] == [
        folder["name"] for folder in ecm.nodes.children(5004)
    ]
    assert before + 4 == len(world.db.all("ecm_node"))  # The four folders of the old template are in the bin.
    world.close()
