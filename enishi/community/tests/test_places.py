"""The register of towns and the outline: loaded again they change nothing; a resource then finds its place."""

import json

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from enishi.agencies.access import wearing
from enishi.agencies.hats import Hat
from enishi.agencies.tests import cast
from enishi.community.actions.loading import import_resources
from enishi.community.actions.places import load_boundary, load_towns
from enishi.community.models import Boundary, Resource, Town
from enishi.community.queries.towns import town_register
from enishi.community.rules.outlines import canvas_of, read_outlines
from enishi.community.tests.shared_data import needs, shared
from enishi.community.tests.test_addresses import GEOLONIA, KEN_ALL
from enishi.office.errors import NotFound
from enishi.office.sheets.faults import SheetRefused

pytestmark = pytest.mark.django_db
SQUARE = {"type": "Polygon", "coordinates": [[[137.0, 35.0], [137.1, 35.0], [137.1, 35.1], [137.0, 35.0]]]}
OUTLINE = json.dumps(
    {"type": "FeatureCollection", "features": [{"properties": {"name": "縁市"}, "geometry": SQUARE}]}
).encode()


def test_towns_loaded_twice_change_nothing_and_a_second_publisher_fills(aoki: Hat) -> None:
    with wearing(aoki):
        first = load_towns([("愛知県/縁市.json", GEOLONIA)], by=aoki, at=timezone.now())
        again = load_towns([("愛知県/縁市.json", GEOLONIA)], by=aoki, at=timezone.now())
        more = load_towns([("KEN_ALL.CSV", KEN_ALL)], by=aoki, at=timezone.now())
    assert (first.new, again.new, again.changed, again.unchanged) == (1, 0, 0, 1)
    assert more.new == 1
    with cast.outside_the_walls():
        assert Town.objects.get(town="桜町一丁目").latitude == 35
        assert Town.objects.get(town="桜町").postcode == "4710001"
    with wearing(aoki):
        register = town_register()
    assert register is not None
    assert register.find("縁市", "桜町1-2")[0].latitude == 35.0


def test_a_resource_without_coordinates_lies_in_its_town(aoki: Hat) -> None:
    with wearing(aoki):
        load_towns([("愛知県/縁市.json", GEOLONIA)], by=aoki, at=timezone.now())
        import_resources("名称,住所\n会館,縁市桜町1-2-3\n".encode(), "一覧.csv", by=aoki, at=timezone.now())
    with cast.outside_the_walls():
        one = Resource.objects.get()
    assert (one.place_from, float(one.latitude), one.prefecture, one.town, one.block) == (
        "town",
        35.0,
        "愛知県",
        "桜町一丁目",
        "2-3",
    )


def test_resources_that_came_before_the_register_find_their_place_by_it(aoki: Hat) -> None:
    with wearing(aoki):
        import_resources("名称,住所\n会館,縁市桜町1-2-3\n".encode(), "一覧.csv", by=aoki, at=timezone.now())
        done = load_towns([("愛知県/縁市.json", GEOLONIA)], by=aoki, at=timezone.now())
        again = load_towns([("愛知県/縁市.json", GEOLONIA)], by=aoki, at=timezone.now())
    assert (done.placed, again.placed) == (1, 0)
    with cast.outside_the_walls():
        one = Resource.objects.get()
    assert (float(one.latitude), one.place_from, one.town, one.block) == (35.0, "town", "桜町一丁目", "2-3")


def test_an_outline_is_drawn_and_loaded_again_replaces_itself(aoki: Hat) -> None:
    for _ in range(2):
        with wearing(aoki):
            load_boundary("境界.geojson", OUTLINE, credit="見本", by=aoki, at=timezone.now())
    with cast.outside_the_walls():
        (one,) = Boundary.objects.all()
    canvas = canvas_of([(137.0, 35.0), (137.1, 35.1)])
    assert canvas is not None
    assert canvas.path([one.geometry]).startswith("M")
    x, y = canvas.place(137.1, 35.1)
    assert 0 < x < canvas.width
    assert 0 < y < canvas.height
    assert canvas.width < canvas.height, "a degree of longitude is shorter than one of latitude"


@pytest.mark.parametrize(
    "content",
    [
        b"x",
        b"{}",
        b'{"type": "Point", "coordinates": [1, 2]}',
        json.dumps(SQUARE).replace("137", "9000").encode(),
    ],
)
def test_another_file_is_no_outline(content: bytes) -> None:
    with pytest.raises(SheetRefused):
        read_outlines("x.geojson", content)


def test_who_does_not_tend_loads_nothing(doi: Hat) -> None:
    with wearing(doi):
        with pytest.raises(NotFound):
            load_towns([("縁市.json", GEOLONIA)], by=doi, at=timezone.now())
        with pytest.raises(NotFound):
            load_boundary("x.geojson", OUTLINE, by=doi, at=timezone.now())


def test_the_commands_say_what_they_did(tmp_path, capsys) -> None:
    towns, outline = tmp_path / "縁市.json", tmp_path / "境界.geojson"
    towns.write_bytes(GEOLONIA)
    outline.write_bytes(OUTLINE)
    with cast.outside_the_walls():
        call_command("import_towns", towns, prefecture="愛知県")
        call_command("import_boundary", outline)
        with pytest.raises(CommandError, match="何も取り込んでいません"):
            call_command("import_towns", outline)
        with pytest.raises(CommandError, match="GeoJSON"):
            call_command("import_boundary", towns)
    said = capsys.readouterr().out
    assert "縁市" in said
    assert "新規 1" in said


@needs("geolonia_addresses")
def test_the_towns_and_the_outline_of_a_real_city() -> None:
    with cast.outside_the_walls():
        done = load_towns(
            [(str(path), path.read_bytes()) for path in shared("geolonia_addresses").glob("*.json")],
            by=None,
            at=timezone.now(),
        )
        assert done.new > 7_000
        path = shared("n03_boundaries", "toyota_23211.geojson")
        load_boundary(path.name, path.read_bytes(), by=None, at=timezone.now())
        assert Boundary.objects.get().name == "豊田市"
        file = shared("wamnet_202503", "toyota_all_services.csv")
        import_resources(file.read_bytes(), file.name, by=None, at=timezone.now())
        assert not Resource.objects.filter(town="").exists()
