"""The kinds agree with what operators are shipped."""

from pathlib import Path

import pytest

from integrator.documents.kinds import KINDS, DocumentKind
from integrator.retention import load_retention


@pytest.mark.parametrize("kind", KINDS.values(), ids=list(KINDS))
def test_every_kind_has_its_template_and_its_class_in_the_shipped_retention_table(
    kind: DocumentKind, templates: Path
) -> None:
    found = load_retention(templates.parent / "retention.toml").classes[kind.retention_class]

    assert kind.name in found.kinds
    assert found.personal_data == kind.personal_data
    assert (templates / kind.template).is_file()
