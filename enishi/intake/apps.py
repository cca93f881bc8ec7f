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
        from enishi.sharing import hooks as hooks_of_sharing
        from enishi.sharing import record

        drafts.declare("intake.receive", "新しい相談", lambda _: reverse("intake:receive"))
        for name in ("intake.statement", "intake.correct"):
            draft_words.declare(name, {"text": "内容"})
        draft_words.declare("intake.close", {"text": "終了の経緯"})
        draft_words.declare("intake.refer", {"reason": "つなぐ理由"})
        drafts.declare("intake.statement", "経過", lambda one: reverse("intake:statement", args=[one]))
        drafts.declare("intake.correct", "記載の訂正", lambda one: reverse("intake:statement", args=[one]))
        drafts.declare("intake.close", "相談の終了", lambda one: reverse("intake:close", args=[one]))
        for name, label in DRAFTED_MOVES.items():
            drafts.declare(f"intake.move.{name}", label, partial(_address_of_move, name))
            draft_words.declare(f"intake.move.{name}", {"text": "ひとこと"})
        drafts.declare("intake.refer", "つなぎ", lambda one: reverse("intake:refer", args=[one]))
        hooks.before_closing_agency.append(reasons_not_to_close_agency)
        hooks.when_membership_ends.append(release_membership)
        city_settings.declare(*INTERVALS.values())
        record.declare(*SOURCES)
        hooks_of_sharing.not_asked_for.attach(not_asked_for)


def _address_of_move(name: str, referral: UUID | None) -> str:
    return reverse("intake:referral-move", args=[referral, name])
