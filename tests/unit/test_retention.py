"""How long documents are kept."""

from pathlib import Path

import pytest

from integrator.config_file import ConfigError
from integrator.documents.kinds import KINDS
from integrator.retention import load_retention

SHIPPED = Path(__file__).parents[2] / "config" / "retention.toml"
GOOD = """
[[class]]
name = "tax_record"
kinds = ["invoice"]
keep_years = 10
counted_from = "end_of_year"
personal_data = "payment"
ground = "The law says so."
"""


def refusal(tmp_path: Path, text: str) -> str:
    file = tmp_path / "retention.toml"
    file.write_text(text)
    with pytest.raises(ConfigError) as caught:
        load_retention(file)
    return str(caught.value)


def test_the_shipped_table_says_that_it_is_an_example() -> None:
    assert load_retention(SHIPPED).is_example


def test_the_shipped_table_has_the_class_of_every_document_we_make() -> None:
    classes = load_retention(SHIPPED).classes

    assert {kind.name: kind.name in classes[kind.retention_class].kinds for kind in KINDS.values()} == dict.fromkeys(
        KINDS, True
    )


def test_a_table_without_the_mark_is_no_example(tmp_path: Path) -> None:
    (tmp_path / "retention.toml").write_text(GOOD)

    assert not load_retention(tmp_path / "retention.toml").is_example


@pytest.mark.parametrize(
    ("was", "now", "expected"),
    [
        (
            "keep_years",
            "keep_year",
            'class "tax_record", key "keep_year": unknown key; did you mean "keep_years"?',
        ),
        ("10", "-1", 'key "keep_years": Input should be greater than or equal to 0'),
        (
            '"end_of_year"',
            '"order_date"',
            'key "counted_from": "order_date" is not known; write "document_date"',
        ),
        ('["invoice"]', "[]", 'key "kinds": Tuple should have at least 1 item'),
        ("[[class]]", 'example = "no"\n[[class]]', 'key "example": must be true or false'),
        ("[[class]]", "exmple = true\n[[class]]", 'key "exmple": unknown key; did you mean "example"?'),
    ],
)
def test_a_mistake_is_named(tmp_path: Path, was: str, now: str, expected: str) -> None:
    assert expected in refusal(tmp_path, GOOD.replace(was, now))


def test_a_kind_belongs_to_one_class_only(tmp_path: Path) -> None:
    told = refusal(tmp_path, GOOD + GOOD.replace("tax_record", "sales_record"))

    assert 'class "sales_record", key "kinds": "invoice" already belongs to the class "tax_record"' in told
