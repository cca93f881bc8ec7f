"""When what is due in a case. Every interval is a setting of the city; the defaults are proposals (要確認)."""

from enishi.intake.rules.deadlines import Interval

INTERVALS: dict[str, Interval] = {
    one.name: one
    for one in (
        Interval("cases.next_date_days", 14, "ケースの次の期日の初期値", "日"),
        Interval("cases.longest_next_date_days", 92, "ケースの次の期日に入れられる最も先の日", "日"),
        Interval("cases.longest_watch_days", 366, "見守りの次の期日に入れられる最も先の日", "日"),
        Interval("cases.role_due_days", 5, "役割の依頼の回答期限"),
        Interval("cases.lead_due_days", 5, "主担当の依頼の回答期限"),
        Interval("cases.lead_view_days", 60, "主担当の依頼で見られる期間", "日"),
        Interval("cases.law_view_days", 180, "法令の条文にもとづいて見られる期間", "日"),
        Interval("cases.reminder_days", 3, "ケースの依頼への回答をうながすまで"),
        Interval("cases.answer_escalation_days", 5, "回答のない依頼を多機関調整管理者に知らせるまで"),
        Interval("cases.consent_ending_days", 14, "同意が終わることを主担当に知らせる日", "日"),
        Interval("cases.watch_days", 31, "最初の見守りの日と、見守り中の次の期日の初期値", "日"),
        Interval("cases.plan_days", 183, "プラン期間の初期値", "日"),
        Interval("cases.longest_plan_days", 366, "プラン期間の上限", "日"),
        Interval("cases.monitoring_days", 92, "次回モニタリングまでの上限", "日"),
        Interval("cases.later_approval_days", 31, "先行実施の事後了承の期限", "日"),
        Interval("cases.visit_unfiled_days", 1, "外出先の記録が残っていると知らせるまで", "日"),
        Interval("cases.visit_dropped_days", 30, "「使わない」にした外出先の記録を戻せる期間", "日"),
        Interval("cases.advice_due_days", 3, "管理者への相談に答える期限の初期値"),
        Interval("cases.advice_reminder_days", 2, "管理者に相談への回答をうながすまで"),
        Interval("cases.advice_reply_days", 5, "管理者の回答・聞き返しを主担当が読むまで"),
        Interval("cases.report_due_days", 5, "実施報告を送る期限（翌月の何開庁日めか）"),
        Interval("cases.attempts_before_meeting", 3, "続けて会えないとき、会議にかけるよう促すまで", "回"),
        Interval("cases.approach_review_days", 31, "働きかけの方針を見直す日の初期値", "日"),
        Interval(
            "cases.longest_approach_days", 184, "働きかけの方針と準備した支援に入れられる最も先の日", "日"
        ),
        Interval("cases.escalation_days", 3, "期日を過ぎたケースを多機関調整管理者に知らせるまで"),
    )
}
