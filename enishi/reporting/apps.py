from django.apps import AppConfig


class ReportingConfig(AppConfig):
    name = "enishi.reporting"
    label = "reporting"
    verbose_name = "帳票と報告"

    def ready(self) -> None:
        from enishi.cases import panels as case_panels
        from enishi.conferences import panels as conference_panels
        from enishi.intake import panels

        panels.declare("reporting:consultation-papers", "帳票", needs="receive")
        panels.declare("reporting:referral-paper", "つなぐシートを印刷", needs="refer", place=panels.REFERRAL)
        case_panels.declare("case", "reporting:case-papers", "帳票", needs="receive")
        case_panels.declare(
            "consent form", "reporting:consent-sheets", "この内容で同意書を印刷する", needs="lead"
        )
        conference_panels.declare(
            "reporting:minutes-paper",
            "様式で取り出す（PDF・Excel）",
            needs="answer",
            place=conference_panels.MINUTES,
        )
        case_panels.declare("consents", "reporting:consents", "同意書・証拠", needs="receive")
