"""The words of the room: meetings with a ground, who is convened to them, what is shared in them and what they decide."""

from django.db.models import TextChoices


class About(TextChoices):
    """What a kind of meeting speaks of: cases of persons, or themes without a person (議題にするもの)."""

    CASE = "case", "ケース"
    THEME = "theme", "地域の課題"


class ConferenceState(TextChoices):
    PLANNED = "planned", "予定"
    HELD = "held", "開催済み"
    CONFIRMED = "confirmed", "会議録確定"
    CANCELLED = "cancelled", "中止"


class AgendaPurpose(TextChoices):
    """Why a case stands on the agenda (議題の目的; multilayer-support.md §1.3)."""

    SHARE = "share", "情報の共有"
    SUPPORT = "support", "支援体制の検討"
    PLAN = "plan", "プランの協議"
    PROGRESS = "progress", "進捗の確認"
    AFTERWARDS = "afterwards", "先行実施の事後了承"
    SUSPEND = "suspend", "中断の判断"
    CLOSE = "close", "終結の判断"
    THEME = "theme", "地域の課題の検討"


class AvailabilityAnswer(TextChoices):
    """Whether somebody can come at a proposed time (日程の回答)."""

    YES = "yes", "○"
    MAYBE = "maybe", "△"
    NO = "no", "×"


class SharedKind(TextChoices):
    """What was brought into the room (共有した情報の種類)."""

    PERSON = "person", "本人の紹介"
    PREPARED = "prepared", "準備シート"
    TOLD = "told", "会議での発言・情報"
    YEAR = "year", "家族年表"
    BRIEF = "brief", "会議キットのまとめ"


class Question(TextChoices):
    """The same four questions for every agency, laid side by side (会議準備シート; multilayer-support.md §2.9)."""

    HOUSEHOLD = "household", "把握している世帯像"
    WORK = "work", "現在の取り組み状況"
    WANTED = "wanted", "どの支援機関に関わってもらいたいか"
    REQUEST = "request", "他部署へお願いしたいこと"


class KitLine(TextChoices):
    """What who convenes puts together for the one A4 of an item (会議キットのまとめの行)."""

    QUESTION = "question", "決めること"
    ISSUES = "issues", "困りごと（◎いちばん ○ほか）"
    TEAM = "team", "主担当・関わっている機関"
    CONTACTS = "contacts", "最近の接触"
    GOALS = "goals", "プランの目標と進み"
    WISH = "wish", "本人の希望"


class DecisionKind(TextChoices):
    """What a decision does (決定の種類)."""

    ADOPT_PLAN = "adopt_plan", "プランの決定"
    ROLE = "role", "役割分担"
    PARTICIPATION = "participation", "参加支援の利用"
    MOVE = "move", "ケースを進める"
    SUSPEND = "suspend", "中断"
    CLOSE = "close", "終結"
    OTHER = "other", "そのほかの決定"


class DecisionState(TextChoices):
    """Where one line of the decisions stands (決定の行)."""

    DECIDED = "decided", "決定"
    ASKED = "asked", "回答待ち"
    ACCEPTED = "accepted", "引き受けた"
    DECLINED = "declined", "引き受けられなかった"
    DONE = "done", "実施済み"
    CANCELLED = "cancelled", "取り消し"


class WordsKind(TextChoices):
    """Which words of a decision these are (決定のことば)."""

    WHAT = "what", "だれが何をするか"
    CONTRIBUTION = "contribution", "出せるもの・できること"
    ANSWER = "answer", "回答のことば"


class MinutesKind(TextChoices):
    """Minutes are only added to: drafts, the confirmed text, corrections after it (会議録)."""

    DRAFT = "draft", "案"
    CONFIRMED = "confirmed", "確定"
    CORRECTION = "correction", "訂正"


class PartAnswerKind(TextChoices):
    """What was answered to one part of an information request (項目への回答)."""

    GIVEN = "given", "提供する"
    REFUSED = "refused", "提供しない"
    NOT_HELD = "not_held", "持っていない"


class ConcernSource(TextChoices):
    """From where a worker knows that something is missing in the city (気づきのもと)."""

    REMARK = "remark", "日々の気づき"
    REFERRAL = "referral", "断られたつなぎ"
    GOAL = "goal", "届かなかった目標"
    RESOURCE = "resource", "合う支援先が見つからない"


class ThemeState(TextChoices):
    """How far the city is with a theme (地域の課題の進み)."""

    OPEN = "open", "気づきを集めている"
    TABLED = "tabled", "定例会の議題"
    DECIDED = "decided", "方針が決まった"
    DONE = "done", "結果が出た"


class ThemeAnswer(TextChoices):
    """What the 定例会 decides about a theme (方針)."""

    EXISTING = "existing", "既存の支援で対応"
    MENU = "menu", "新しいメニュー"
    REQUEST = "request", "制度の要望"
    BUDGET = "budget", "予算の要求"
    DEFERRED = "deferred", "見送り"
