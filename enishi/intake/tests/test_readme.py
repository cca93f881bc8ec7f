from enishi.intake import diagrams


def test_the_diagrams_of_the_readme_are_fresh() -> None:
    page = diagrams.README.page.read_text(encoding="utf-8")
    assert page == diagrams.README.fresh(page), "python -m enishi.intake.diagrams"
    assert "requested --> received" in page
