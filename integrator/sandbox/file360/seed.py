"""What an administrator has set up: folders, teams, one person in each team (file360.md 5.6)."""

from integrator.sandbox.file360.access import Access
from integrator.sandbox.file360.items import Items

ADMINISTRATOR = "administrator"
FOLDERS = ("Orders", "Compliance", "Custom", "Cases", "Vendors", "Archive", "Campaigns", "Escalations")
TEAMS = (
    "operations", "finance", "logistics", "support", "legal", "account_management", "production", "compliance",
    "marketing",
)  # fmt: skip


def plant(items: Items, access: Access, *, service_user: str) -> None:
    """Create everything, unless it is there. The person of the team `legal` is `legal-1`."""
    if not items.is_empty:
        return
    access.add_principal("user", ADMINISTRATOR, "Administrator")
    access.add_principal("user", service_user, "Connector")
    for team in TEAMS:
        access.add_principal("group", team, team.replace("_", " ").capitalize())
        access.add_principal("user", f"{team}-1", f"{team} 1", groups=(team,))
    everywhere = [{"id": service_user, "role": "manager"}]
    root = items.add("folder", "", "root", actor=ADMINISTRATOR, inherit=True, grants=everywhere, asked=None)
    keepers = {"Compliance": "compliance", "Campaigns": "marketing", "Custom": "production"}
    for name in FOLDERS:
        grants = [{"id": keepers[name], "role": "contributor"}] if name in keepers else []
        items.add("folder", root["id"], name, actor=ADMINISTRATOR, inherit=True, grants=grants, asked=None)
