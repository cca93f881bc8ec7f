"""Who may come in where: every address of the house has one row here. `docs/reference/doors.md` is drawn from it.

`python -m tests.architecture.doors` writes the page anew. An address without a row fails the suite.
Roles that the row lets in get ``get``; other roles 403; somebody signed out, or with another kind of sign-in, 302.
A row with a ``thing`` has an id in its address: `tests/architecture/things.py` makes one that the hat may open and one that it
may not; the latter, one that never was, and a malformed one get the same 404.
"""

from dataclasses import dataclass
from pathlib import Path

from enishi.agencies.roles import PERMISSIONS, ROLES

PAGE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "doors.md"
HERE = "tests/architecture/doors.py"


@dataclass(frozen=True)
class Row:
    """``who``: open, link, signed_in, or permissions of which one is needed (``"coordinate audit"``).

    ``same``: the address answers alike whether its thing is there or not.
    """

    name: str
    who: str
    says: str
    get: int = 200
    thing: str = ""
    same: bool = False

    @property
    def permissions(self) -> frozenset[str]:
        return frozenset(self.who.split()) & frozenset(PERMISSIONS)

    def status(self, visitor: str) -> int:
        """What a GET by ``visitor`` (a role, ``nobody`` or ``link``) is answered, when the thing is one they may open."""
        if self.who == "open":
            return self.get
        if self.who == "link":
            return self.get if visitor == "link" else 302
        if visitor in {"nobody", "link"}:
            return 302
        return self.get if self.who == "signed_in" or self.permissions & ROLES[visitor].may else 403


ROWS = (
    Row("agencies:directory", "signed_in", "機関を探す（機関名簿）"),
    Row("agencies:directory-export", "signed_in", "機関名簿の書き出し", thing="sheet form"),
    Row("agencies:agency", "signed_in", "機関の連絡先・開所日時・担当地区", thing="agency"),
    Row("agencies:roles", "signed_in", "役割表"),
    Row("agencies:agencies", "administer", "機関の管理"),
    Row("agencies:agencies-export", "administer", "機関一覧の書き出し", thing="sheet form"),
    Row("agencies:agency-new", "administer", "機関を登録する"),
    Row("agencies:agency-admin", "administer", "機関の詳細", thing="agency"),
    Row("agencies:agency-edit", "administer", "機関を変更する", thing="agency"),
    Row("agencies:agency-hours", "administer", "開所日時を変更する", thing="agency"),
    Row("agencies:agency-catchments", "administer", "担当地区を変更する", thing="agency"),
    Row("agencies:agency-closing", "administer", "休業日を加える", thing="agency"),
    Row("agencies:agency-closing-remove", "administer", "休業日を消す（送信のみ）", get=405, thing="agency closing"),
    Row("agencies:agency-close", "administer", "機関を終了する", thing="agency"),
    Row("agencies:staff", "administer", "職員の管理"),
    Row("agencies:staff-export", "administer", "職員一覧の書き出し", thing="sheet form"),
    Row("agencies:person-new", "administer", "職員を登録する"),
    Row("agencies:person", "administer", "職員の詳細", thing="staff"),
    Row("agencies:person-edit", "administer", "職員を変更する", thing="staff"),
    Row("agencies:person-hat", "administer", "兼務を加える", thing="staff"),
    Row("agencies:person-transfer", "administer", "異動する", thing="staff"),
    Row("agencies:person-hat-end", "administer", "所属を終える", thing="membership"),
    Row("agencies:person-pledge", "administer", "守秘の誓約を記録する", thing="staff"),
    Row("agencies:imports", "administer", "取り込み"),
    Row("agencies:import-sample", "administer", "取り込みの様式", thing="import kind"),
    Row("agencies:import", "administer", "取り込む前に確かめる", thing="import"),
    Row("agencies:import-discard", "administer", "取り込みをやめる（送信のみ）", get=405, thing="import"),
    Row("agencies:calendar", "administer", "休庁日"),
    Row("agencies:calendar-remove", "administer", "開庁日に戻す（送信のみ）", get=405, thing="day"),
    Row("agencies:settings", "administer", "期日の設定"),
    Row("agencies:setting", "administer", "期日の設定を変える", thing="setting"),
    Row("agencies:vocabularies", "administer", "コード表"),
    Row("agencies:vocabularies-export", "administer", "コード表の一覧の書き出し", thing="sheet form"),
    Row("agencies:vocabulary", "administer", "コード表の一つ", thing="vocabulary"),
    Row("agencies:vocabulary-export", "administer", "コード表の一つの書き出し", thing="vocabulary sheet"),
    Row("agencies:term-new", "administer", "コードを加える", thing="vocabulary"),
    Row("agencies:term-end", "administer", "コードを終える", thing="term"),
    Row("agencies:term-verify", "administer", "コードを確認済みにする", thing="term"),
    Row("sharing:emergencies", "review", "緊急閲覧の点検"),
    Row("sharing:emergencies-export", "review", "緊急閲覧の一覧の書き出し", thing="sheet form"),
    Row("sharing:emergency", "review", "緊急閲覧の一つを点検する", thing="emergency"),
    Row("residents:search", "receive", "住民を探す（検索は送信のみ）"),
    Row("residents:register", "receive", "新しく登録（検索を経た送信のみ。ほかは検索へ）", get=302),
    Row("residents:emergency", "emergency", "緊急閲覧"),
    Row("residents:candidates", "reconcile", "名寄せの候補"),
    Row("residents:candidates-export", "reconcile", "名寄せの候補の書き出し", thing="sheet form"),
    Row("residents:candidate", "reconcile", "名寄せの判断", thing="match candidate"),
    Row("residents:undo-joining", "reconcile", "名寄せの取り消し", thing="joining"),
    Row("residents:ledger", "receive", "提供記録", thing="resident"),
    Row("residents:ledger-export", "receive", "提供記録の書き出し", thing="resident's ledger sheet"),
    Row("residents:own-sheet", "receive", "本人に渡す記録をつくる", thing="resident"),
    Row("residents:own-paper", "receive", "本人に渡す記録の紙", thing="resident's paper"),
    Row("residents:blocks", "receive", "閲覧の禁止", thing="resident"),
    Row("residents:block-myself", "receive", "自分の閲覧を止める", thing="resident"),
    Row("residents:unblock", "receive", "閲覧の禁止を解く", thing="resident's block"),
    Row("residents:requests", "receive", "開示請求の一覧"),
    Row("residents:requests-export", "receive", "開示請求の一覧の書き出し", thing="sheet form"),
    Row("residents:request-unknown", "receive", "記録が見つからない開示請求を受ける"),
    Row("residents:request-dates", "audit", "開示請求の期限（だれの請求かは出ない）"),
    Row("residents:person-requests", "receive", "開示請求を受け付ける", thing="resident"),
    Row("residents:request", "receive", "開示請求の作業票", thing="resident's request"),
    Row("residents:request-rest", "receive", "案のない行を開示する", thing="resident's request"),
    Row("residents:request-line", "receive", "開示請求の行の判断", thing="resident's request line"),
    Row("residents:request-read", "receive", "開示請求の読み合わせ", thing="resident's request"),
    Row("residents:request-extend", "receive", "開示請求の期限の延長", thing="resident's request"),
    Row("residents:request-decide", "receive", "開示請求の決定", thing="resident's request"),
    Row("residents:request-paper", "receive", "開示請求の通知と写し", thing="resident's decided request"),
    Row("residents:unknown-request", "receive", "記録が見つからない開示請求", thing="unknown request"),
    Row("residents:unknown-read", "receive", "記録が見つからない開示請求の読み合わせ", thing="unknown request"),
    Row("residents:unknown-extend", "receive", "記録が見つからない開示請求の期限の延長", thing="unknown request"),
    Row("residents:unknown-decide", "receive", "記録が見つからない開示請求の決定", thing="unknown request"),
    Row("residents:unknown-paper", "receive", "記録が見つからない開示請求の通知", thing="decided unknown request"),
    Row("residents:resident", "receive", "住民のページ", thing="resident"),
    Row("residents:identity", "receive", "氏名・生年月日・性別の訂正", thing="resident"),
    Row("residents:add-name", "receive", "名前を加える", thing="resident"),
    Row("residents:add-address", "receive", "住所を加える", thing="resident"),
    Row("residents:address", "receive", "住所の訂正", thing="resident's address"),
    Row("residents:add-contact", "receive", "連絡先を加える", thing="resident"),
    Row("residents:contact", "receive", "連絡先の訂正", thing="resident's contact"),
    Row("residents:add-consideration", "receive", "配慮事項を加える", thing="resident"),
    Row("residents:end-name", "receive", "名前を終わりにする", thing="resident's name"),
    Row("residents:end-address", "receive", "住所を終わりにする", thing="resident's address"),
    Row("residents:end-contact", "receive", "連絡先を終わりにする", thing="resident's contact"),
    Row("residents:end-consideration", "receive", "配慮事項を終わりにする", thing="resident's consideration"),
    Row("residents:end-kinship", "receive", "続柄を終わりにする", thing="resident's kinship"),
    Row("residents:household", "receive", "世帯に入る", thing="resident"),
    Row("residents:leave-household", "receive", "世帯から出る", thing="resident"),
    Row("residents:add-kinship", "receive", "続柄を加える", thing="resident"),
    Row("residents:protection", "receive", "居所の保護", thing="resident"),
    Row("residents:ask-to-lift", "receive", "保護の解除を求める", thing="resident"),
    Row("residents:agree-to-lift", "receive", "保護の解除を承認する", thing="resident"),
    Row("residents:share-whereabouts", "receive", "保護した居所の鍵を渡す", thing="resident's holder"),
    Row("residents:add-measure", "receive", "支援措置を記録する", thing="resident"),
    Row("intake:consultations", "receive", "相談の一覧（自分の担当・自分の機関）"),
    Row("intake:consultations-export", "receive", "相談の一覧の書き出し", thing="sheet form"),
    Row("intake:attach", "receive answer", "ファイルを添付する", thing="consultation"),
    Row("intake:attachment", "receive answer", "添付を取り出す", thing="attachment"),
    Row("intake:referrals-export", "refer answer", "つなぎの一覧の書き出し", thing="sheet form"),
    Row("intake:stagnation-export", "coordinate", "滞りの一覧の書き出し", thing="sheet form"),
    Row("intake:receive", "receive", "新しい相談を受ける"),
    Row("intake:people", "receive", "入力しながら人を探す（送信のみ）", get=405),
    Row("intake:consultation", "receive answer", "相談のページ", thing="consultation"),
    Row("intake:statement", "receive answer", "経過を書く", thing="consultation"),
    Row("intake:statement-correct", "receive answer", "記載を直す", thing="statement"),
    Row("intake:concerns", "receive answer", "課題を変える", thing="consultation"),
    Row("intake:screening", "receive", "スクリーニング", thing="consultation"),
    Row("intake:holder", "receive", "担当と次の期日", thing="consultation"),
    Row("intake:identify", "receive", "本人を記録する", thing="consultation"),
    Row("intake:close", "receive", "相談を終了する", thing="consultation"),
    Row("intake:reopen", "receive", "相談を再開する", thing="consultation"),
    Row("intake:refer", "refer", "つなぐ", thing="consultation"),
    Row("intake:referrals", "refer answer", "つなぎの一覧"),
    Row("intake:referral", "refer answer", "つなぎのページ", thing="referral"),
    Row("intake:referral-open", "answer", "つなぎを開く", thing="referral"),
    Row("intake:referral-seen", "refer", "つなぎの返事を確かめた", thing="referral"),
    Row("intake:referral-link", "refer", "期限つきリンクを作り直す", thing="referral"),
    Row("intake:referral-move", "refer answer", "つなぎを進める", thing="referral move"),
    Row("intake:stagnation", "coordinate", "滞り"),
    Row("intake:nudge", "coordinate", "担当に確認を依頼する", thing="need"),
    Row("intake:rescue", "coordinate", "担当機関のない相談を引き受ける", thing="need"),
    Row("intake:referral-end", "coordinate", "回答のないつなぎを取り消す", thing="waiting referral"),
    Row("intake:counts", "plan", "相談の件数（小さな数は伏せる）"),
    Row("intake:counts-export", "plan", "相談の件数の書き出し", thing="sheet form"),
    Row("intake:answer", "link", "期限つきリンクの依頼（この試験のリンクには依頼がない）", get=404),
    Row("intake:answer-move", "link", "期限つきリンクで回答する（同じく）", get=404, thing="answer move"),
    Row("intake:answer-door", "open", "期限つきリンクの入口（どのリンクでも同じ画面）", thing="answer door", same=True),
    Row("cases:cases", "lead answer", "ケースの一覧（自分・自分の機関・チーム）"),
    Row("cases:cases-export", "lead answer", "ケースの一覧の書き出し", thing="sheet form"),
    Row("cases:find", "lead answer", "支援経過をことばで探す"),
    Row("cases:overview", "coordinate", "全体のケース"),
    Row("cases:overview-export", "coordinate", "全体のケースの書き出し", thing="sheet form"),
    Row("cases:open", "lead", "相談からケースを始める", thing="case to begin"),
    Row("cases:case", "lead answer", "ケースのページ（送信は支援経過を書く）", thing="case"),
    Row("cases:mark", "lead answer", "支援経過に反応する（ほかはケースのページ）", thing="case"),
    Row("cases:correct", "lead answer", "支援経過を直す", thing="entry"),
    Row("cases:drawing", "lead answer", "家族図とエコマップ", thing="case"),
    Row("cases:draw", "lead answer", "図に線や人を入れる", thing="case"),
    Row("cases:undraw", "lead answer", "図の線を消す", thing="tie"),
    Row("cases:consent", "lead", "同意を記録する", thing="case"),
    Row("cases:withdraw", "lead answer", "同意の撤回を記録する", thing="consent"),
    Row("cases:ask", "lead", "役割を依頼する", thing="case"),
    Row("cases:role", "lead answer", "役割の依頼を読む・答える・終える", thing="role"),
    Row("cases:share-file", "lead", "チームの機関に世帯員の記録を知らせる", thing="role of a team"),
    Row("cases:member-out", "lead", "ケースから世帯員を外す", thing="member of a case"),
    Row("cases:rescue", "coordinate", "主担当機関のないケースを引き受ける", thing="known case"),
    Row("cases:ask-lead", "lead", "主担当を依頼する", thing="case"),
    Row("cases:lead-request", "lead answer", "主担当の依頼を読む・答える・取り消す", thing="request to lead"),
    Row("cases:next", "lead", "次の期日と主担当者", thing="case"),
    Row("cases:move", "lead", "ケースを進める", thing="case"),
    Row("cases:suspend", "lead", "ケースを中断する", thing="case"),
    Row("cases:resume", "lead", "ケースを再開する", thing="case"),
    Row("cases:close", "lead", "ケースを終結する", thing="case"),
    Row("cases:end", "lead", "見守りを終える", thing="case"),
    Row("cases:member", "lead", "ケースに世帯員を加える", thing="case"),
    Row("conferences:conferences", "answer", "会議の一覧（招かれた・招集した）"),
    Row("conferences:conferences-export", "answer", "会議の一覧の書き出し", thing="sheet form"),
    Row("conferences:lines", "answer", "会議で決まったことの残り"),
    Row("conferences:requests", "answer", "情報提供依頼の一覧"),
    Row("conferences:concerns", "answer", "課題の気づきの一覧"),
    Row("conferences:concerns-export", "answer", "課題の気づきの一覧の書き出し", thing="sheet form"),
    Row("conferences:raise", "answer", "気づきを挙げる"),
    Row("conferences:sort", "coordinate", "気づきを地域の課題にまとめる", thing="concern to sort"),
    Row("conferences:withdraw-concern", "answer", "気づきを取り下げる", thing="concern"),
    Row("conferences:themes", "answer plan", "地域の課題の一覧"),
    Row("conferences:themes-export", "answer plan", "地域の課題の一覧の書き出し", thing="sheet form"),
    Row("conferences:open-theme", "coordinate", "地域の課題を立てる"),
    Row("conferences:theme", "answer plan", "地域の課題のページ", thing="theme"),
    Row("conferences:write-theme", "coordinate", "地域の課題を直す", thing="theme"),
    Row("conferences:table-theme", "coordinate", "地域の課題を定例会の議題にする", thing="theme"),
    Row("conferences:decide-theme", "coordinate", "地域の課題の方針を記録する", thing="theme"),
    Row("conferences:theme-result", "coordinate", "地域の課題の結果を記録する", thing="theme"),
    Row("conferences:reopen-theme", "coordinate", "地域の課題を検討に戻す", thing="theme"),
    Row("conferences:call", "lead", "会議を招集する"),
    Row("conferences:for-case", "lead", "ケースを会議にかける", thing="case"),
    Row("conferences:support", "lead", "支援決定を記録する", thing="case"),
    Row("conferences:conference", "answer", "会議のページ（送信は日程の回答）", thing="conference"),
    Row("conferences:calendar", "answer", "会議のカレンダー（.ics）", thing="conference"),
    Row("conferences:propose", "answer", "日程の候補を出す", thing="conference"),
    Row("conferences:reschedule", "answer", "会議の日時を変える", thing="conference"),
    Row("conferences:cancel", "answer", "会議を中止する", thing="conference"),
    Row("conferences:hold", "answer", "会議の開催を記録する", thing="conference"),
    Row("conferences:enact", "answer", "会議の決定を実行する", thing="conference"),
    Row("conferences:confirm", "answer", "会議の記録を閉じる", thing="conference"),
    Row("conferences:pledge", "answer", "守秘を確認する", thing="invitation"),
    Row("conferences:invite", "answer", "会議に人を招く", thing="conference"),
    Row("conferences:substitute", "answer", "会議の代理を決める", thing="member of a conference"),
    Row("conferences:remove", "answer", "会議の構成員から外す", thing="member of a conference"),
    Row("conferences:put", "answer", "議題を入れる", thing="conference"),
    Row("conferences:order", "answer", "議題の順番を変える", thing="conference"),
    Row("conferences:item", "answer", "議題の部屋（送信は共有）", thing="item"),
    Row("conferences:sheet", "answer", "自分の機関の準備シート", thing="item"),
    Row("conferences:entries", "answer", "支援経過から議題に写す", thing="item"),
    Row("conferences:screen", "answer", "議題を投影する", thing="item"),
    Row("conferences:seats", "answer", "議題に参加する人と区分", thing="item"),
    Row("conferences:bring", "answer", "前回の会議から持ってくる", thing="item"),
    Row("conferences:withdraw", "answer", "議題を取り下げる", thing="item"),
    Row("conferences:decide", "answer", "決定を記録する", thing="item"),
    Row("conferences:line", "answer", "決定の一行（引き受ける・実施済み）", thing="line"),
    Row("conferences:request-new", "answer", "情報提供を依頼する", thing="item"),
    Row("conferences:request", "answer", "情報提供依頼を読む・答える", thing="information request"),
    Row("conferences:minutes", "answer", "会議録", thing="item"),
    Row("conferences:rebase", "answer", "同意後に引き継ぐ", thing="item"),
    Row("conferences:receipt", "answer", "引き継いだ情報の控え", thing="rebasing"),
    Row("cases:assessments", "lead answer", "アセスメントの一覧（送信は始める）", thing="case"),
    Row("cases:assessment", "lead answer", "アセスメントを読む", thing="assessment"),
    Row("cases:assessment-write", "lead answer", "アセスメントに記入する", thing="assessment"),
    Row("cases:assessment-confirm", "lead", "アセスメントを確定する", thing="assessment"),
    Row("cases:assessment-compare", "lead answer", "アセスメントを比べる", thing="assessment"),
    Row("cases:assessment-item", "lead answer", "一つの項目の記入の移り変わり", thing="item of an assessment"),
    Row("cases:plans", "lead answer", "支援プランの一覧（送信は作りはじめる）", thing="case"),
    Row("cases:plan", "lead answer", "支援プランを読む", thing="plan"),
    Row("cases:plan-write", "lead", "支援プランを書く", thing="plan"),
    Row("cases:plan-differences", "lead answer", "二つのプランの違い", thing="two plans"),
    Row("cases:plan-monitor", "lead", "進捗確認（モニタリング）を書く", thing="plan"),
    Row("cases:plan-evaluate", "lead", "評価シートを書く", thing="plan"),
    Row("cases:plan-move", "lead", "支援プランを進める", thing="move of a plan"),
    Row("reporting:papers", "receive", "帳票：様式の一覧と、手で書く紙"),
    Row("reporting:blank", "receive administer", "本人に渡す紙（手で書く用）", thing="sheet for the person"),
    Row("reporting:wordings", "receive administer", "渡す紙の文面"),
    Row("reporting:wording", "receive administer", "渡す紙の文面の一つ（承認は管理者・調整管理者）", thing="sheet for the person"),
    Row("reporting:national", "lead", "国報告の記入状況"),
    Row("reporting:national-export", "lead", "国報告の記入状況の書き出し", thing="sheet form"),
    Row("reporting:consultation-papers", "receive answer", "相談の帳票", thing="consultation"),
    Row("reporting:consultation-paper", "receive answer", "相談の帳票のプレビュー", thing="form of a consultation"),
    Row("reporting:consultation-paper-file", "receive answer", "相談の帳票を取り出す", thing="file of a consultation"),
    Row("reporting:referral-paper", "refer answer", "つなぐシートのプレビュー", thing="referral"),
    Row("reporting:referral-paper-file", "refer answer", "つなぐシートを取り出す", thing="file of a referral"),
    Row("reporting:case-papers", "lead answer", "ケースの帳票", thing="case"),
    Row("reporting:case-paper", "lead answer", "ケースの帳票のプレビュー", thing="form of a case"),
    Row("reporting:case-paper-file", "lead answer", "ケースの帳票を取り出す", thing="file of a case"),
    Row("reporting:consents", "lead answer", "同意書・証拠", thing="case"),
    Row("reporting:consent-sheets", "lead", "これから取る同意の紙を印刷する", thing="case"),
    Row("reporting:consent", "lead answer", "一つの同意の紙と証拠（送信は証拠を付ける）", thing="consent"),
    Row("reporting:consent-sheet", "lead answer", "同意書・撤回書・お知らせを取り出す", thing="sheet of a consent"),
    Row("reporting:evidence", "lead answer", "同意の証拠を取り出す", thing="evidence of a consent"),
    Row("reporting:evidence-remove", "lead answer", "同意の証拠を外す（ほかは同意のページ）", thing="evidence of a consent"),
    Row("website:home", "signed_in", "今日"),
    Row("website:sign-in", "open", "サインイン"),
    Row("website:sign-in-code", "open", "確認コード（途中でなければサインインへ）", get=302),
    Row("website:enrol", "open", "認証アプリの登録（途中でなければサインインへ）", get=302),
    Row("website:recovery-codes", "open", "回復コード（途中でなければサインインへ）", get=302),
    Row("website:sign-in-hat", "open", "所属を選ぶ（途中でなければサインインへ）", get=302),
    Row("website:sign-in-as", "open", "見本の市の一押しサインイン（送信のみ。ほかの市では404）", get=405),
    Row("website:sign-out", "open", "サインアウト（送信のみ）", get=405),
    Row("website:lock", "open", "画面を閉じる（送信のみ）", get=405),
    Row("website:hats", "signed_in", "所属・役割を替える"),
    Row("website:passkey-challenge", "open", "パスキーの問い（送信のみ）", get=405),
    Row("website:passkeys", "signed_in", "自分のパスキー"),
    Row("website:passkey-begin", "signed_in", "パスキーの登録の問い（送信のみ）", get=405),
    Row("website:passkey-remove", "signed_in", "自分のパスキーを外す（送信のみ）", get=405),
    Row("website:password", "signed_in", "パスワードを替える"),
    Row("website:resets", "administer", "再登録の一覧"),
    Row("website:reset-agree", "administer", "再登録を承認する（送信のみ）", get=405, thing="reset"),
    Row("website:reset-withdraw", "administer", "再登録を取り下げる（送信のみ）", get=405, thing="reset"),
    Row("website:credentials", "administer", "職員のサインインの手続き", thing="staff"),
    Row("website:initial-code", "administer", "はじめの合言葉を出す（送信のみ）", get=405, thing="staff"),
    Row("website:reset-ask", "administer", "再登録を申し出る（送信のみ）", get=405, thing="staff"),
    Row("website:help", "open", "使い方"),
    Row("website:help-page", "open", "使い方の一章", thing="manual"),
    Row("website:healthz", "open", "動いているか（中身なし）"),
    Row("website:gallery", "open", "部品の見本（市の内容なし）"),
    Row("office:drafts", "signed_in", "下書き"),
    Row("office:discard-drafts", "signed_in", "下書きを消す（送信のみ）", get=405),
    Row("office:inbox", "signed_in", "受信箱"),
    Row("office:inbox-export", "signed_in", "受信箱の書き出し", thing="sheet form"),
    Row("office:read-notices", "signed_in", "お知らせを読んだことにする（送信のみ）", get=405),
    Row("office:choose-mail", "signed_in", "お知らせメールを受ける・止める（送信のみ）", get=405),
    Row("office:finish-task", "signed_in", "やることのページへ（送信は対応済みに）", get=302, thing="task"),
    Row("office:trail", "audit", "記録"),
    Row("office:unusual", "audit", "気になる閲覧"),
    Row("office:trail-export", "audit", "記録の書き出し", thing="sheet form"),
    Row("office:draft", "signed_in", "下書きの続きへ（送信は保存）", get=302, thing="draft"),
    Row("website:gallery-question", "open", "部品の見本（確かめる画面）"),
)
VISITORS = ("nobody", "link", *ROLES)


def page() -> str:
    """The table as it stands in the documents."""
    heads = ["アドレス", "内容", "だれが", "サインイン前", "リンク", *(role.label for role in ROLES.values())]
    lines = [
        "# Doors: who may come in where",
        "",
        f"Drawn from `{HERE}` by `python -m tests.architecture.doors`; the suite compares every address with it.",
        "Status of a GET. 302 = to the sign-in page, 403 = not with this role, 405 = form target only. What the visitor then"
        " sees of a person is decided by grounds alone; a hidden thing answers 404, like one that never was.",
        "",
        "| " + " | ".join(heads) + " |",
        "|" + "---|" * len(heads),
    ]
    for row in sorted(ROWS, key=lambda row: row.name):
        who = {"open": "だれでも", "link": "リンク", "signed_in": "職員"}.get(row.who) or "・".join(
            PERMISSIONS[one] for one in row.who.split()
        )
        statuses = [str(row.status(visitor)) for visitor in VISITORS]
        lines.append("| " + " | ".join([f"`{row.name}`", row.says, who, *statuses]) + " |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    PAGE.parent.mkdir(parents=True, exist_ok=True)
    PAGE.write_text(page(), encoding="utf-8")
