from functools import partial
from uuid import UUID

from django.apps import AppConfig
from django.urls import reverse


class IntakeConfig(AppConfig):
    name = "enishi.intake"
    label = "intake"
    verbose_name = "相談受付"

    def ready(self) -> None:
        from enishi.agencies import hooks
        from enishi.intake.actions.succession import reasons_not_to_close_agency, release_membership
        from enishi.intake.record import SOURCES, not_asked_for
        from enishi.intake.rules.deadlines import INTERVALS
        from enishi.intake.terms import DRAFTED_MOVES
        from enishi.office import city_settings, draft_words, drafts
        from enishi.residents import panels
        from enishi.residents.rules.reference import numbered
        from enishi.sharing import hooks as hooks_of_sharing
        from enishi.sharing import record

        drafts.declare("intake.receive", "新しい相談", lambda _: reverse("intake:receive"), begins=True)
        of_consultation, of_referral = numbered("相談"), numbered("つなぎ")
        for name, label, page, words in (
            ("statement", "経過", "statement", {"text": "内容"}),
            ("correct", "記載の訂正", "statement", {"text": "内容"}),
            ("close", "相談の終了", "close", {"text": "終了の経緯"}),
            ("refer", "つなぎ", "refer", {"reason": "つなぐ理由"}),
        ):
            drafts.declare(f"intake.{name}", label, partial(_address, page), of_consultation)
            draft_words.declare(f"intake.{name}", words)
        for name, label in DRAFTED_MOVES.items():
            drafts.declare(f"intake.move.{name}", label, partial(_address_of_move, name), of_referral)
            draft_words.declare(f"intake.move.{name}", {"text": "ひとこと"})
        hooks.before_closing_agency.append(reasons_not_to_close_agency)
        hooks.when_membership_ends.append(release_membership)
        city_settings.declare(*INTERVALS.values())
        record.declare(*SOURCES)
        hooks_of_sharing.not_asked_for.attach(not_asked_for)
        panels.declare("intake:consultations", "相談を見る", needs="receive", whose="agency", show="all")
        panels.declare("intake:receive", "新しい相談を受ける", needs="receive")


def _address(page: str, consultation: UUID | None) -> str:
    return reverse(f"intake:{page}", args=[consultation])


def _address_of_move(name: str, referral: UUID | None) -> str:
    return reverse("intake:referral-move", args=[referral, name])
