"""What a task or a notice may say: templates whose fields take a reference, a count or a day and nothing else."""

TEXTS: dict[str, list[str]] = {
    "application.review": ["入会の申込みを確かめて、受け付けるか決めてください。"],
    "card.answer_stuck": [
        "外から届いた回答を、最後まで取り込めませんでした。回答を読んで、次にすることを記録してください。"
    ],
    "card.answer_failed": ["外から届いた回答を、最後まで取り込めませんでした（紙面 {reference}）"],
    "form.entry_failed": [
        "だれでも書ける申込みを、取り込めないでいます。システムの記録（ログ）を確かめてください。"
    ],
    "commission.ended": [
        "支援依頼が終わりました（依頼 {reference}）",
        "本人の同意の期限が過ぎたため、支援依頼を終えました（依頼 {reference}）",
    ],
    "commission.answered": ["会員から回答が届きました（依頼 {reference}）"],
    "commission.passed_on": ["会員が、こんどは見送ると答えました（依頼 {reference}）"],
    "commission.hand": ["支援依頼に手が挙がりました（依頼 {reference}）"],
    "commission.registered": ["支援依頼が参加メニューになりました（依頼 {reference}）"],
    "case.approach_due": ["働きかけの方針を見直す日を過ぎています（ケース {reference}）"],
    "case.support_lapses": ["準備した支援の、用意しておく日を過ぎています（ケース {reference}）"],
    "case.support_waits": [
        "同意の前に準備した支援があります。使うか、やめるかを決めてください（ケース {reference}）"
    ],
    "case.unreached": [
        "続けて会えていません。会議にかけるか、働きかけの方針を見直してください（ケース {reference}）"
    ],
    "case.consent_ending": ["本人の同意の期間が終わります。続けるか、本人と話してください（ケース {reference}）"],
    "case.consent_withdrawn": ["本人が同意を撤回しました（ケース {reference}）"],
    "case.file_shared": ["ケースの世帯員の記録が見られるようになりました（ケース {reference}）"],
    "case.ground_renewed": [
        "ケースを見られる根拠が新しくなりました。見られる情報と期間を確かめてください（ケース {reference}）"
    ],
    "case.lead": ["主担当の依頼に回答してください（ケース {reference}）"],
    "case.lead_accepted": ["主担当が引き受けられました（ケース {reference}）"],
    "case.lead_cancelled": ["主担当の依頼が取り消されました"],
    "case.lead_declined": ["主担当の依頼が辞退されました。次の手を決めてください（ケース {reference}）"],
    "case.lead_lapsed": ["主担当の依頼に回答がないまま終わりました。次の手を決めてください（ケース {reference}）"],
    "case.lead_released": ["{day}で離れる職員が主担当だったケースが{count}件あります。担当者を決めてください。"],
    "case.led": ["ケースの主担当になりました（番号 {reference}）"],
    "case.overdue": ["次の期日を過ぎています（ケース {reference}）"],
    "case.reminder": ["ケースの依頼に回答してください（ケース {reference}）"],
    "case.advice": ["推進員の相談に答えてください（ケース {reference}）"],
    "case.advice_answered": ["管理者の回答を読んで、次の手を決めてください（ケース {reference}）"],
    "case.advice_declined": ["管理者が相談を受けられません。次の手を決めてください（ケース {reference}）"],
    "case.advice_done": ["相談が済みました（ケース {reference}）"],
    "case.advice_ended": [
        "相談が終わりました（ケース {reference}）",
        "相談した管理者の機関が答えられなくなりました。ほかの手を決めてください（ケース {reference}）",
        "前の主担当が管理者に相談していました。要るときは、あらためて相談してください（ケース {reference}）",
    ],
    "case.advice_late": ["推進員の相談が期限を過ぎています（ケース {reference}）"],
    "case.advice_reminder": ["推進員の相談が回答を待っています（ケース {reference}）"],
    "case.advice_returned": ["管理者から聞き返しがあります。返事をしてください（ケース {reference}）"],
    "case.advice_silent": ["管理者の回答が期限を過ぎています。急ぐときは電話してください（ケース {reference}）"],
    "case.advice_withdrawn": ["相談が取り下げられました（ケース {reference}）"],
    "case.report_due": ["先月の実施報告を送ってください"],
    "case.report_read": ["実施報告が確認されました"],
    "case.report_returned": ["差し戻された実施報告を直して送ってください"],
    "case.report_sent": ["実施報告が届きました"],
    "case.reports_missing": ["先月の実施報告がまだの機関があります（{count}機関）"],
    "case.role": ["役割の依頼に回答してください（ケース {reference}）"],
    "case.role_accepted": ["役割の依頼が引き受けられました（ケース {reference}）"],
    "case.role_agency_closed": ["チームの機関がなくなり、役割が終わりました（ケース {reference}）"],
    "case.role_declined": ["役割の依頼が辞退されました。次の手を決めてください（ケース {reference}）"],
    "case.role_ended": [
        "ケースでの役割が終わりました（ケース {reference}）",
        "同意が撤回され、ケースでの役割が終わりました（ケース {reference}）",
        "同意が撤回され、役割の依頼が終わりました（ケース {reference}）",
    ],
    "case.role_lapsed": ["同意などの根拠が終わり、チームの役割が終わりました（ケース {reference}）"],
    "case.role_left": ["チームの機関が役割を終えました（ケース {reference}）"],
    "case.silent": ["ケースの依頼にまだ回答がありません（ケース {reference}）"],
    "case.stalled": ["期日を過ぎたままのケースがあります（ケース {reference}）"],
    "case.unanswered": ["ケースの依頼に回答がありません（ケース {reference}）"],
    "visit.left": [
        "{day}で離れる職員の、記録していない外出先の記録が{count}件あります。離れる前に、本人が記録してください。"
    ],
    "visit.unfiled": ["外出先の記録が残っています。ケースに記録するか、「使わない」にしてください。"],
    "resource.verify": [
        "地域の資源の内容を確かめてください（確認の期限 {day}）",
        "確認の期限が近い地域の資源が{count}件あります",
    ],
    "plan.approval": ["先行実施の事後了承を会議で得てください（ケース {reference}）"],
    "plan.decided": ["支援プランが決まりました（ケース {reference}）"],
    "theme.decided": ["挙げた課題に、方針が出ました"],
    "theme.done": ["挙げた課題に、結果が出ました"],
    "conference.handed_over": [
        "会議の事務局が、ほかの人に引き継がれました（会議 {reference}）",
        "会議の事務局を引き継ぎました（会議 {reference}）",
        "会議の事務局の引き継ぎを確かめてください（会議 {reference}）",
    ],
    "conference.released": ["{day}で離れる職員が事務局の会議が{count}件あります。引き継ぐ人を決めてください。"],
    "conference.rescued": ["会議の事務局が、ほかの機関に引き継がれました（会議 {reference}）"],
    "conference.unkept": ["{day}から、事務局のいない会議が{count}件になります。引き受けてください。"],
    "conference.cancelled": ["会議が中止されました（会議 {reference}）"],
    "conference.kit_out": ["会議で渡した紙の写しを返してもらってください（会議 {reference}）"],
    "conference.invited": [
        "会議に招かれました。守秘の確認と準備をお願いします（会議 {reference}）",
        "定例会に招かれました（会議 {reference}）",
    ],
    "conference.minuted": [
        "会議録が確定しました（会議 {reference}）",
        "会議録に訂正があります（会議 {reference}）",
        "定例会の会議録が確定しました（会議 {reference}）",
        "定例会の会議録に訂正があります（会議 {reference}）",
    ],
    "conference.requested": ["情報提供の依頼が届きました（議題 {reference}）"],
    "conference.rescheduled": ["会議の日時が変わりました（会議 {reference}）"],
    "conference.role": ["会議で決まった役割に回答してください（議題 {reference}）"],
    "consent.withdrawn": ["同意が撤回され、見られなくなった記録があります"],
    "initial_code.new": ["はじめの合言葉の紙が{count}人に出ました。心当たりのない人がいないか確かめてください"],
    "need.nudged": ["多機関調整管理者から確認の依頼です（番号 {reference}）"],
    "consultation.received": [
        "相談を受け付けました（番号 {reference}）",
        "緊急の相談を受け付けました（番号 {reference}）",
    ],
    "disclosure.search": ["開示請求があります。自分の機関の記録を確かめてください（番号 {reference}）"],
    "disclosure.reading": [
        "開示請求の読み合わせをお願いします。会議の記録が、読み合わせの間だけ開いています（番号 {reference}）"
    ],
    "disclosure.lent": ["開示請求の読み合わせのために、会議の記録が同じ機関の一人に開きました"],
    "disclosure.unkept": [
        "開示請求の対象に、事務局の職員が離れた会議の記録が{count}件あります。引き継ぐ人を決めてもらってください"
        "（番号 {reference}）"
    ],
    "emergency.review": ["緊急閲覧の点検（番号 {reference}）"],
    "emergency.used": ["緊急閲覧がありました（番号 {reference}）"],
    "holder.changed": ["相談の担当になりました（番号 {reference}）"],
    "holder.released": [
        "{day}で離れる職員の担当だった相談が{count}件あります。担当者を決めてください。",
    ],
    "household.open": ["いっしょに暮らす人の記録を確かめてください（番号 {reference}）"],
    "match.proposed": ["名寄せの判断を待つ候補があります。"],
    "need.overdue": ["次の期日を過ぎています（番号 {reference}）"],
    "need.stalled": ["期日を過ぎたままの相談があります（番号 {reference}）"],
    "referral.accepted": ["つなぎが受けられました（番号 {reference}）"],
    "referral.answer": [
        "つなぎに回答してください（番号 {reference}）",
        "急ぎのつなぎに回答してください（番号 {reference}）",
    ],
    "referral.completed": ["支援につながりました（番号 {reference}）"],
    "referral.contact": ["最初の連絡をして報告してください（番号 {reference}）"],
    "participation.host_answered": ["受入先から回答が届きました（ケース {reference}）"],
    "participation.host_due": ["受入先に、様子を聞く日です（ケース {reference}）"],
    "participation.person_due": ["参加している本人に、様子を聞く日です（ケース {reference}）"],
    "participation.place_free": ["順番を待っていた受入先に、空きが出ました（ケース {reference}）"],
    "participation.trouble": ["受入れの困りごとに対応してください（ケース {reference}）"],
    "referral.contact_late": [
        "最初の連絡の期日を過ぎています（番号 {reference}）",
        "つなぎ先からまだ連絡の報告がありません（番号 {reference}）",
    ],
    "referral.contacted": ["つなぎ先が最初の連絡をしました（番号 {reference}）"],
    "referral.ended_by_coordinator": ["多機関調整管理者がつなぎを終わらせました（番号 {reference}）"],
    "referral.entered_in_error": [
        "つなぎの誤送付がありました（番号 {reference}・開封済み）",
        "つなぎの誤送付がありました（番号 {reference}・未開封）",
    ],
    "referral.failed": [
        "つなぎが不調に終わりました。次の手を決めてください（番号 {reference}）",
        "つなぎ先の機関がなくなりました。次の手を決めてください（番号 {reference}）",
    ],
    "referral.link_asked": ["期限つきリンクを送り直してください（つなぎ {reference}）"],
    "referral.on_hold": ["つなぎが保留になりました（番号 {reference}）"],
    "referral.recalled": ["つなぎが取り消されました（番号 {reference}）"],
    "referral.rejected": ["つなぎが辞退されました。次の手を決めてください（番号 {reference}）"],
    "referral.reminder": ["つなぎに回答してください（番号 {reference}）"],
    "referral.silent": ["つなぎにまだ回答がありません（番号 {reference}）"],
    "referral.stalled": ["つなぎに回答がありません（番号 {reference}）"],
    "referral.resumed": ["保留していたつなぎが再開しました（番号 {reference}）"],
    "trail.broken": ["記録の連鎖の検証で異常が見つかりました。システム管理者に伝えてください"],
}

OF_COORDINATORS = frozenset(
    {
        "case.advice",
        "case.advice_done",
        "case.advice_late",
        "case.advice_reminder",
        "case.advice_withdrawn",
        "case.report_sent",
        "case.reports_missing",
        "case.stalled",
        "case.unanswered",
        "conference.unkept",
        "need.stalled",
        "referral.stalled",
    }
)
"""Sent to an office as a whole, and only who coordinates there can open it: no work of its other people.

The number beside the inbox knows them, too (``sharing.walls.WAITING``, made anew by a migration when they change).
"""

FIELDS: dict[str, str] = {
    "reference": r"[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}",
    "count": r"[0-9]{1,6}",
    "day": r"(?:(?:[0-9]{4}年)?[0-9]{1,2}月[0-9]{1,2}日|[0-9]{2}/[0-9]{2})",
}
