from enishi.cases import diagrams


def test_the_diagram_of_the_readme_is_fresh() -> None:
    page = diagrams.README.page.read_text(encoding="utf-8")
    assert page == diagrams.README.fresh(page), "python -m enishi.cases.diagrams"
    assert "outreach --> assessing" in page
