"""What the import checker cannot see: foreign keys and templates go down too."""

import re
import tomllib
from pathlib import Path

from django.apps import apps
from django.conf import settings

ROOMS = Path(settings.PROJECT) / "enishi"


def floors() -> dict[str, int]:
    """Room → height, from the same list of layers that the import contract uses."""
    contracts = tomllib.loads((settings.PROJECT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    layers = next(one for one in contracts if one["id"] == "floors")["layers"]
    return {
        room.strip(" ()"): height for height, layer in enumerate(reversed(layers)) for room in layer.split("|")
    }


def own_models():
    return [model for model in apps.get_models() if model.__module__.startswith("enishi.")]


def test_foreign_keys_go_down_too() -> None:
    height, upward, checked = floors(), [], 0
    for model in own_models():
        for field in model._meta.get_fields():
            if not (field.is_relation and field.concrete and field.related_model):
                continue
            here, there = model._meta.app_label, field.related_model._meta.app_label
            if here == there or there not in height:
                continue
            checked += 1
            if height[there] >= height[here]:
                upward.append(f"{model.__name__}.{field.name} → {there}")
            if not field.remote_field.hidden:
                upward.append(f"{model.__name__}.{field.name} needs related_name='+'")
    assert checked
    assert upward == []


def test_templates_stay_in_their_room_or_the_website() -> None:
    stray, checked = [], 0
    for template in ROOMS.glob("*/templates/**/*.html"):
        room = template.relative_to(ROOMS).parts[0]
        for target in re.findall(r"{%\s*(?:extends|include)\s+[\"']([^\"']+)[\"']", template.read_text()):
            checked += 1
            if target.split("/")[0] not in {room, "website", "cotton"}:
                stray.append(f"{template.relative_to(ROOMS)} uses {target}")
    assert checked
    assert stray == []


def test_views_draw_templates_of_their_own_room_or_the_website() -> None:
    stray, checked = [], 0
    for source in ROOMS.glob("*/**/*.py"):
        room = source.relative_to(ROOMS).parts[0]
        if "tests" in source.parts:
            continue
        for target in re.findall(r"[\"']([\w./-]+\.html)[\"']", source.read_text()):
            checked += 1
            if target.split("/")[0] not in {room, "website"}:
                stray.append(f"{source.relative_to(ROOMS)} draws {target}")
    assert checked
    assert stray == []


def test_every_room_with_code_stands_on_a_floor_and_has_a_readme() -> None:
    rooms = {one.parent.name for one in ROOMS.glob("*/__init__.py")}
    assert rooms <= set(floors())
    without = sorted(room for room in rooms if not (ROOMS / room / "README.md").exists())
    assert without == []
