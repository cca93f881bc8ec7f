"""Every word of the trail and of the inbox, in Japanese, on one page.

``LABELS``: what an auditor reads for a word of the trail (出来事). ``TEXTS``: what a task or notice may say; its fields
take a reference, a count or a day and nothing else, so that no text can hold a name. ``tests/architecture/test_words.py``
fails for a word that is written somewhere and not here.
"""

import re
import warnings
from functools import cache

LABELS: dict[str, str] = {
    # office, website
    "administer": "管理者の操作を試みた",
    "anchor.begun": "記録の錨を新しくした",
    "city_setting": "ない設定を開こうとした",
    "city_setting.set": "市の設定を変えた",
    "closing_day": "ない休庁日を開こうとした",
    "closing_day.removed": "休庁日を外した",
    "closing_days.added": "休庁日を加えた",
    "database.refused": "データベースが拒んだ",
    "door.closed": "権限のないページを開こうとした",
    "digest.chosen": "メールのお知らせを受ける・受けないを選んだ",
    "draft": "ない下書きを開こうとした",
    "egress.form": "ない形式で出力しようとした",
    "hat.changed": "所属・役割を替えた",
    "identity": "ない確認手段を開こうとした",
    "factor.enrolled": "認証アプリを登録した",
    "passkey.added": "パスキーを登録した",
    "passkey.removed": "パスキーを外した",
    "password.changed": "パスワードを替えた",
    "records.list": "記録を調べた",
    "sign_in.begun": "サインインした",
    "sign_in.ended": "サインアウトした",
    "sign_in.locked": "画面を閉じた",
    "sign_in.resumed": "画面に戻った",
    "sign_in.wrong_code": "確認コードを間違えた",
    "sign_in.wrong_password": "パスワードを間違えた",
    "task": "ないやることを開こうとした",
    "term": "ないコードを開こうとした",
    "term.added": "コードを加えた",
    "term.ended": "コードを終わらせた",
    "term.verified": "コードの出典を確かめた",
    "vocabulary": "ないコード表を開こうとした",
    "vocabulary.loaded": "コード表を取り込んだ",
    "initial_code.issued": "初期コードを発行した",
    "reset": "ない再設定を開こうとした",
    "reset.asked": "確認手段の再設定を求めた",
    "reset.agreed": "確認手段の再設定に同意した",
    "today": "今日のページ",
    # agencies
    "agencies.directory": "機関名簿",
    "agencies.list": "機関の一覧",
    "agency": "ない機関を開こうとした",
    "agency.catchments_set": "機関の担当地区を変えた",
    "agency.changed": "機関を変えた",
    "agency.closed": "機関を閉じた",
    "agency.closing": "ない休業を開こうとした",
    "agency.closing_added": "機関の休業を加えた",
    "agency.closing_removed": "機関の休業を外した",
    "agency.founded": "機関を加えた",
    "agency.hours_set": "機関の開所時間を変えた",
    "agency.renamed": "機関の名称を変えた",
    "import": "ない取込を開こうとした",
    "import.discarded": "取込をやめた",
    "import.applied": "名簿を取り込んだ",
    "import.previewed": "取込の下見をした",
    "import.sample": "取込の見本を出力した",
    "agencies.imported": "機関の名簿を取り込んだ",
    "staff.imported": "職員の名簿を取り込んだ",
    "membership": "ない所属を開こうとした",
    "membership.ended": "所属を終わらせた",
    "membership.given": "所属を与えた",
    "pledge.recorded": "守秘の誓約を記録した",
    "staff": "いない職員を開こうとした",
    "staff.appointed": "職員を加えた",
    "staff.changed": "職員を変えた",
    "staff.list": "職員の一覧",
    # sharing
    "binder.opened": "簿冊を起こした",
    "consent.recorded": "同意を記録した",
    "consent.withdrawn": "同意の撤回を記録した",
    "emergency.asked": "緊急閲覧を申し出た",
    "emergency.review": "緊急閲覧の点検の画面",
    "emergency.reviewed": "緊急閲覧を点検した",
    "emergency.used": "緊急閲覧を使った",
    "ground.ended": "根拠を終わらせた",
    "ground.given": "根拠を与えた",
    "ground.taken_over": "引き継いだ",
    "key.given": "封印の鍵を渡した",
    "key.withdrawn": "封印の鍵を取り上げた",
    "seal.lift_asked": "封印を解くよう求めた",
    "seal.lifted": "封印を解いた",
    "seal.set": "封印した",
    "staff.blocked": "職員の閲覧を止めた",
    "staff.unblocked": "職員の閲覧を戻した",
    # residents
    "address.add": "住所を加える画面",
    "address.added": "住所を加えた",
    "address.change": "住所を直す画面",
    "address.changed": "住所を直した",
    "address.end": "住所を終わらせる画面",
    "address.ended": "住所を終わらせた",
    "candidate": "ない名寄せ候補を開こうとした",
    "consideration.add": "配慮を加える画面",
    "consideration.added": "配慮を加えた",
    "consideration.end": "配慮を終わらせる画面",
    "consideration.ended": "配慮を終わらせた",
    "contact.add": "連絡先を加える画面",
    "contact.added": "連絡先を加えた",
    "contact.change": "連絡先を直す画面",
    "contact.changed": "連絡先を直した",
    "contact.end": "連絡先を終わらせる画面",
    "contact.ended": "連絡先を終わらせた",
    "household.join": "世帯に加える画面",
    "household.joined": "世帯に加えた",
    "household.leave": "世帯から外す画面",
    "household.left": "世帯から外した",
    "joining": "ない名寄せを開こうとした",
    "kinship.add": "続柄を加える画面",
    "kinship.added": "続柄を加えた",
    "kinship.end": "続柄を終わらせる画面",
    "kinship.ended": "続柄を終わらせた",
    "match.different": "別人と判断した",
    "match.list": "名寄せ候補の一覧",
    "match.page": "名寄せ候補のページ",
    "match.proposed": "名寄せ候補を知らせた",
    "match.same": "同じ人と判断した",
    "match.undone": "名寄せを取り消した",
    "measure.record": "支援措置を記録する画面",
    "measure.recorded": "支援措置を記録した",
    "name.add": "名前を加える画面",
    "name.added": "名前を加えた",
    "name.end": "名前を終わらせる画面",
    "name.ended": "名前を終わらせた",
    "protection.agree_to_lift": "保護の解除に同意する画面",
    "protection.ask_to_lift": "保護の解除を求める画面",
    "protection.lift_asked": "保護の解除を求めた",
    "protection.lifted": "保護を解除した",
    "protection.set": "居所を保護した",
    "resident.correct": "基本情報を直す画面",
    "resident.corrected": "基本情報を直した",
    "resident.family": "世帯・家族を見た",
    "resident.list": "住民の一覧",
    "resident.page": "住民のページ",
    "resident.possible_same": "同じ人がいないか調べた",
    "resident.protection": "保護の画面",
    "resident.registered": "住民を登録した",
    "resident.search": "住民を探した",
    "whereabouts.share": "居所を伝える画面",
    "whereabouts.shared": "居所を伝えた",
    # intake
    "need.list": "滞りの一覧",
    "need.rescue": "引き受ける相談を探した",
    "referral.end": "終わらせるつなぎを探した",
    "answer": "期限つきリンクの中身を開こうとした",
    "answer.move": "期限つきリンクからない操作をしようとした",
    "answer.page": "期限つきリンクで読んだ",
    "need.nudge": "うながす相談を探した",
    "need.nudged": "担当に確認を依頼した",
    "referral.move": "つなぎのない操作をしようとした",
    "attachment": "ない添付を開こうとした",
    "attachment.added": "添付を加えた",
    "attachment.removed": "添付を外した",
    "attachment.taken": "添付を取り出した",
    "concerns.set": "課題を記録した",
    "consultation.close": "相談を終える画面",
    "consultation.closed": "相談を終えた",
    "consultation.concerns": "課題の画面",
    "consultation.holder": "担当の画面",
    "consultation.identified": "本人を確かめた",
    "consultation.identify": "本人を確かめる画面",
    "consultation.list": "相談の一覧",
    "consultation.next": "次の期日の画面",
    "consultation.page": "相談のページ",
    "consultation.receive": "相談を受け付ける画面",
    "consultation.received": "相談を受け付けた",
    "consultation.reopen": "相談を再開する画面",
    "consultation.reopened": "相談を再開した",
    "consultation.screen": "スクリーニングの画面",
    "consultation.screened": "スクリーニングした",
    "consultation.state": "経過を書く画面",
    "consultation.stated": "経過を書いた",
    "holder.changed": "担当を替えた",
    "holder.rescued": "担当のいない相談を引き受けた",
    "next_date.set": "次の期日を決めた",
    "referral.accept": "つなぎを受ける画面",
    "referral.accepted": "つなぎを受けた",
    "referral.acknowledge": "つなぎの結果を確かめた",
    "referral.cancelled": "つなぎを取り消した",
    "referral.completed": "支援につながった",
    "referral.contacted": "最初の連絡をした",
    "referral.entered_in_error": "誤ってつないだ",
    "referral.failed": "つなぎが不調に終わった",
    "referral.link": "期限つきリンクの画面",
    "referral.link_renewed": "期限つきリンクを作り直した",
    "referral.list": "つなぎの一覧",
    "referral.on_hold": "つなぎを保留にした",
    "referral.page": "つなぎのページ",
    "referral.receive": "つなぎを開いた",
    "referral.received": "つなぎが届いた",
    "referral.rejected": "つなぎを辞退した",
    "referral.requested": "つなぎを送る画面",
    "referral.resume": "つなぎを再開する画面",
    "referral.send": "つなぎを送る画面",
    "referral.sent": "つなぎを送った",
    "statement": "ない経過を開こうとした",
    "statement.corrected": "経過を直した",
}

TEXTS: dict[str, list[str]] = {
    "consent.withdrawn": ["同意が撤回され、見られなくなった記録があります"],
    "need.nudged": ["多機関調整管理者から確認の依頼です（番号 {reference}）"],
    "consultation.received": [
        "相談を受け付けました（番号 {reference}）",
        "緊急の相談を受け付けました（番号 {reference}）",
    ],
    "emergency.review": ["緊急閲覧の点検（番号 {reference}）"],
    "emergency.used": ["緊急閲覧がありました（番号 {reference}）"],
    "holder.changed": ["相談の担当になりました（番号 {reference}）"],
    "holder.released": [
        "{day}で離れる職員の担当だった相談が{count}件あります。担当者を決めてください。",
    ],
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

FIELDS: dict[str, str] = {
    "reference": r"[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}",
    "count": r"[0-9]{1,6}",
    "day": r"(?:(?:[0-9]{4}年)?[0-9]{1,2}月[0-9]{1,2}日|[0-9]{2}/[0-9]{2})",
}
NOT_TOLD = "内容はページで確かめてください。"


class NotRegistered(UserWarning):
    """A task or notice said something that no template of its word allows; the text was not kept."""


def label(word: str) -> str:
    """Japanese for a word of the trail; the word itself when it is older than this table."""
    return LABELS.get(word, word)


@cache
def _patterns(word: str) -> list[re.Pattern[str]]:
    found = []
    for template in TEXTS.get(word, []):
        parts = re.split(r"\{(\w+)\}", template)
        pattern = "".join(FIELDS[part] if place % 2 else re.escape(part) for place, part in enumerate(parts))
        found.append(re.compile(pattern))
    return found


def is_allowed(word: str, text: str) -> bool:
    """Whether a text is one of its word's templates with nothing but references, counts and days filled in."""
    return any(pattern.fullmatch(text) for pattern in _patterns(word))


def kept_text(word: str, text: str) -> str:
    """The text, if its word allows it; else a sentence that says nothing, so that a slip can leak no name.

    :warns NotRegistered: the text was replaced (an error in the tests)
    """
    if is_allowed(word, text):
        return text
    warnings.warn(f"no template in office/words.py allows {word}: {text[:12]}…", NotRegistered, stacklevel=3)
    return NOT_TOLD
