"""The fictional city is as large as promised, and its plots name only what exists."""

from datetime import date

from enishi.demo import city
from enishi.demo.offices import CAST, OFFICES
from enishi.demo.people import houses
from enishi.demo.plots import PLOTS


def test_about_forty_agencies_sixty_staff_four_hundred_residents_in_three_hundred_households() -> None:
    homes = houses(date(2026, 11, 26))
    assert len(OFFICES) in range(38, 45)
    assert len([*CAST, *city._colleagues()]) == city.STAFF == 60
    assert len(homes) == 300
    assert sum(len(one.members) for one in homes) == 400


def test_nobody_has_the_number_of_another() -> None:
    people = [*CAST, *city._colleagues()]
    assert len({one.number for one in people}) == len(people)
    assert len({one.code for one in OFFICES}) == len(OFFICES)


def test_a_plot_begins_and_ends_at_an_agency_of_the_city() -> None:
    known = {one.code for one in OFFICES}
    staffed = {code for person in [*CAST, *city._colleagues()] for code, _ in person.hats}
    by_link = {one.code for one in OFFICES if one.by_link}
    for plot in PLOTS:
        assert plot.desk in staffed, plot
        assert plot.worst in plot.issues, plot
        assert not plot.to or plot.to in known & (staffed | by_link), plot
