from django.db.models import TextChoices


class ResourceKind(TextChoices):
    SALON = "salon", "サロン・通いの場"
    HELPERS = "helpers", "お助け隊・生活支援"
    EXCHANGE = "exchange", "交流館・集会所"
    GROUP = "group", "自主グループ・サークル"
    DINING = "dining", "子ども食堂・地域食堂"
    CHILDCARE = "childcare", "子育て支援拠点・保育"
    ACTIVITY_CENTRE = "activity", "地域活動支援センター"
    CARE = "care", "介護サービス"
    DISABILITY = "disability", "障がい福祉サービス"
    DESK = "desk", "相談窓口"
    PUBLIC = "public", "公共施設"
    MEDICAL = "medical", "医療・保健"
    LEARNING = "learning", "学び・学校"
    HOUSING = "housing", "住まい"
    BUSINESS = "business", "企業・事業所"
    OTHER = "other", "そのほかの資源"


class Purpose(TextChoices):
    PLACE = "place", "居場所"
    EXPERIENCE = "experience", "体験"
    TRAINING = "training", "訓練"
    WORK = "work", "就労"
    MEANING = "meaning", "生きがい"


class Target(TextChoices):
    ELDERLY = "elderly", "高齢"
    DISABILITY = "disability", "障がい"
    CHILD = "child", "子ども"
    YOUTH = "youth", "若者"
    POVERTY = "poverty", "困窮"
    CARER = "carer", "介護・子育てをする人"
    FOREIGN = "foreign", "外国につながる人"


class Consideration(TextChoices):
    """What a host can do for somebody (a flag of a resource or a menu), and what somebody may need."""

    QUIET = "quiet", "静かな場所がある"
    SMALL = "small", "少人数でできる"
    PAUSES = "pauses", "途中で休める・帰れる"
    ALONE = "alone", "一人でできる作業がある"
    COMPANION = "companion", "付き添いの人も入れる"
    PICKUP = "pickup", "送迎がある"
    SAME_GENDER = "same_gender", "同性のスタッフがいる"
    EASY_JAPANESE = "easy_japanese", "やさしい日本語で話せる"
    WRITING = "writing", "文字・筆談で伝えられる"
    MEDICATION = "medication", "服薬の時間をとれる"
    REMOTE = "remote", "オンラインで参加できる"
    NO_CASH = "no_cash", "現金を扱わない"
    NO_BLADES = "no_blades", "刃物・火を使わない"
    NO_CHILDREN = "no_children", "子どもと接しない"
    NO_ALCOHOL = "no_alcohol", "酒類を扱わない"


class BarrierFree(TextChoices):
    """The items of GIF 436 (アクセシビリティ)."""

    WHEELCHAIR = "wheelchair", "車いす可"
    WHEELCHAIR_LENT = "wheelchair_lent", "車いす貸出"
    STICK_LENT = "stick_lent", "つえ貸出"
    TOILET = "toilet", "バリアフリートイレ"
    SLOPE = "slope", "スロープ・エレベーター"
    TACTILE = "tactile", "点字ブロック"
    BRAILLE = "braille", "点字・読み上げ"
    DOGS = "dogs", "盲導犬・介助犬・聴導犬"
    CAPTIONS = "captions", "字幕"
    NOTES = "notes", "筆談"
    PARKING = "parking", "優先駐車場"
    OSTOMATE = "ostomate", "オストメイト対応トイレ"


class Answer(TextChoices):
    """Of a flag; what nobody asked is UNKNOWN, never NO."""

    YES = "yes", "はい"
    NO = "no", "いいえ"
    UNKNOWN = "unknown", "わからない"


class Programme(TextChoices):
    """The five programmes of 地域づくり (社会福祉法106条の4第2項3号, and Toyota's 共助の基盤づくり)."""

    LIVING = "living", "生活支援体制整備"
    PREVENTION = "prevention", "一般介護予防"
    MUTUAL = "mutual", "共助の基盤づくり"
    CHILDCARE = "childcare", "地域子育て支援拠点"
    ACTIVITY = "activity", "地域活動支援センター機能"


class MemberKind(TextChoices):
    FACILITY = "facility", "施設・福祉事業所"
    COMPANY = "company", "企業・商店"
    NPO = "npo", "NPO・社会福祉法人"
    UNION = "union", "自主グループ・団体"
    PERSON = "person", "個人の協力者"


class ApplicationState(TextChoices):
    """Of the public form: nobody is asked to review what was not confirmed by its own mail or telephone."""

    SENT = "sent", "確認待ち"
    CONFIRMED = "confirmed", "確認済"
    ACCEPTED = "accepted", "受け付けた"
    DECLINED = "declined", "見送った"
    LAPSED = "lapsed", "期限切れ"


class ProjectMeetingKind(TextChoices):
    GENERAL = "general", "総会"
    STEERING = "steering", "運営会議"
    SECTION = "section", "部会"


class CommissionState(TextChoices):
    """From what was asked of the project to a menu that others can use too."""

    ASKED = "asked", "依頼"
    HANDS = "hands", "手挙げ"
    DESIGN = "design", "メニュー設計"
    TRIAL = "trial", "試行"
    EVALUATION = "evaluation", "評価"
    REGISTERED = "registered", "登録"
    TAKEN_BACK = "taken_back", "取り下げ"
    GIVEN_UP = "given_up", "見送り"


class HandState(TextChoices):
    RAISED = "raised", "手を挙げた"
    TAKEN = "taken", "いっしょに進める"
    NOT_TAKEN = "not_taken", "今回は見送る"
    LOWERED = "lowered", "手を下ろした"


class TrialOutcome(TextChoices):
    WELL = "well", "うまくいった"
    CHANGE = "change", "直せば続けられる"
    HARD = "hard", "続けるのはむずかしい"


class HandWord(TextChoices):
    """What a member answers to the card of a commission."""

    YES = "yes", "手を挙げる"
    TALK = "talk", "話を聞いてから決めたい"
    NO = "no", "こんどは見送る"


class ContributionKind(TextChoices):
    """The ledger of a member; ASKED counts for fair rotation, DECLINED is its answer, the others are what it has done."""

    ASKED = "asked", "声をかけた"
    DECLINED = "declined", "こんどは見送ると答えた"
    OFFER = "offer", "手を挙げた・提案した"
    VISIT = "visit", "見学を受けた"
    TRIAL = "trial", "試行を受けた"
    STAY = "stay", "長く受け入れた"
    COST = "cost", "費用を負担した"
    THANKS = "thanks", "お礼を送った"


class AgeBand(TextChoices):
    INFANT = "0-6", "就学前"
    PRIMARY = "7-12", "小学生"
    SECONDARY = "13-18", "中高生"
    YOUNG = "19-39", "19〜39歳"
    MIDDLE = "40-64", "40〜64歳"
    OLDER = "65-74", "65〜74歳"
    OLDEST = "75-", "75歳以上"
    UNKNOWN = "?", "年代不明"


class EventKind(TextChoices):
    TRAINING = "training", "研修"
    LECTURE = "lecture", "講演会・学習会"
    VISIT = "visit", "出前講座"
    FAIR = "fair", "催し・相談会"
    LEAFLET = "leaflet", "リーフレット・広報"


class LoadKind(TextChoices):
    RESOURCES = "resources", "地域の資源"
    TOWNS = "towns", "町字"
    BOUNDARY = "boundary", "市の境界"


class NeedState(TextChoices):
    OPEN = "open", "まだ答えがない"
    PASSED = "passed", "地域課題に挙げた"
    MET = "met", "応えた"
    DROPPED = "dropped", "見送った"
