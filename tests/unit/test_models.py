"""The shipped BPMN models: their files, their words, their drawings."""

from pathlib import Path
from xml.etree.ElementTree import Element, fromstring

import pytest

from integrator.cases import CONCERNS
from integrator.config_file import ConfigError
from integrator.models import KEYS, SHIPPED, Model, load_models, mark_of

MODELS = load_models()
NAMES = {
    "bpmn": "http://www.omg.org/spec/BPMN/20100524/MODEL",
    "bpmndi": "http://www.omg.org/spec/BPMN/20100524/DI",
    "dc": "http://www.omg.org/spec/DD/20100524/DC",
    "di": "http://www.omg.org/spec/DD/20100524/DI",
    "flowable": "http://flowable.org/bpmn",
}

every_model = pytest.mark.parametrize("model", MODELS, ids=lambda model: model.key)


def tree_of(model: Model) -> Element:
    return fromstring(model.text)


def words_of(task: Element) -> set[str]:
    text = task.findtext("bpmn:extensionElements/flowable:possibleoutcomes", "", NAMES)
    return {pair.partition(":")[2] for pair in text.split(",")}


def outcome_variable(task: Element) -> str:
    return task.findtext("bpmn:extensionElements/flowable:outcomevariable", "", NAMES)


def test_there_is_one_model_for_every_concern_that_people_decide() -> None:
    assert {name for name, concern in CONCERNS.items() if concern.words} == KEYS.keys()
    assert sorted(KEYS.values()) == [model.key for model in MODELS]
    assert sorted(KEYS.values()) == sorted(file.stem for file in SHIPPED.glob("*.bpmn"))


@pytest.mark.parametrize("concern", KEYS)
def test_the_words_of_a_model_are_those_of_its_concern(concern: str) -> None:
    model = next(model for model in MODELS if model.key == KEYS[concern])
    tasks = tree_of(model).findall(".//bpmn:userTask", NAMES)

    found = [words_of(task) for task in tasks if outcome_variable(task) == "decision"]

    assert CONCERNS[concern].words == set().union(*found)
    assert CONCERNS[concern].final <= CONCERNS[concern].words


@every_model
def test_the_connector_has_the_last_task(model: Model) -> None:
    task = tree_of(model).find(".//bpmn:userTask[@id='connector_apply']", NAMES)

    assert task is not None
    assert "shopify_connector" == task.get(f"{{{NAMES['flowable']}}}candidateGroups")
    assert {"applied", "failed", "superseded"} == words_of(task)
    assert "apply_result" == outcome_variable(task)


@every_model
def test_everything_is_drawn_once_and_apart(model: Model) -> None:
    tree = tree_of(model)
    process = tree.find("bpmn:process", NAMES)
    assert process is not None
    drawn = {one.get("bpmnElement"): one for one in tree.iterfind(".//bpmndi:BPMNPlane/*", NAMES)}
    ids = {one.get("id"): one for one in process if one.get("id") and not one.tag.endswith("dataObject")}

    assert ids.keys() == drawn.keys()
    edges = {name for name, element in ids.items() if element.tag.endswith("sequenceFlow")}
    assert edges == {name for name, shape in drawn.items() if len(shape.findall("di:waypoint", NAMES)) >= 2}
    boxes = [drawn[name].find("dc:Bounds", NAMES) for name in ids.keys() - edges - {"connector_late"}]
    areas = [
        tuple(float(box.get(side, "")) for side in ("x", "y", "width", "height")) for box in boxes if box is not None
    ]
    for place, (x, y, width, height) in enumerate(areas):
        for left, top, wide, high in areas[place + 1 :]:
            assert x + width <= left or left + wide <= x or y + height <= top or top + high <= y


@every_model
def test_lines_begin_and_end_at_what_they_connect(model: Model) -> None:
    tree = tree_of(model)
    boxes = {}
    for shape in tree.iterfind(".//bpmndi:BPMNShape", NAMES):
        bounds = shape.find("dc:Bounds", NAMES)
        assert bounds is not None
        boxes[shape.get("bpmnElement")] = [float(bounds.get(side, "")) for side in ("x", "y", "width", "height")]

    for flow in tree.iterfind(".//bpmn:sequenceFlow", NAMES):
        points = tree.findall(f".//bpmndi:BPMNEdge[@bpmnElement='{flow.get('id')}']/di:waypoint", NAMES)
        for point, end in ((points[0], "sourceRef"), (points[-1], "targetRef")):
            x, y, width, height = boxes[flow.get(end)]
            assert x <= float(point.get("x", "")) <= x + width
            assert y <= float(point.get("y", "")) <= y + height


@every_model
def test_a_marked_model_is_known_again_and_means_the_same(model: Model) -> None:
    process = fromstring(model.marked).find("bpmn:process", NAMES)

    assert process is not None
    assert model.content_hash == mark_of(process.findtext("bpmn:documentation", "", NAMES))
    assert model.text == model.marked.replace(f" [content {model.content_hash}]", "")


def test_the_mark_follows_the_content() -> None:
    (model,) = (model for model in MODELS if model.key == "shopify_dispute")
    other = Model(model.key, model.name, model.text.replace("Decide about", "Think about"))

    assert model.content_hash != other.content_hash
    assert mark_of("Made by hand") == ""


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("<definitions", "not XML"),
        ("<definitions/>", "whose id is the name"),
        (
            '<definitions xmlns="{bpmn}"><process id="other"><documentation>a</documentation></process></definitions>',
            "name",
        ),
        ('<definitions xmlns="{bpmn}"><process id="mine"/></definitions>', "documentation"),
        (
            '<definitions xmlns="{bpmn}"><documentation>a</documentation><process id="mine"/></definitions>',
            "the first of the file",
        ),
    ],
)
def test_a_file_that_cannot_be_deployed_is_named_with_its_mistake(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "mine.bpmn").write_text(text.format(**NAMES))

    with pytest.raises(ConfigError, match=rf"mine\.bpmn: .*{said}"):
        load_models(tmp_path)
