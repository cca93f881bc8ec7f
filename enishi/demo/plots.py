"""What the residents of みのり市 come with: plots of consultations, told in the workers' words. All invented."""

from dataclasses import dataclass

LIVING, HEALTH, FAMILY, RIGHTS, JUSTICE = 2, 4, 8, 16, 64


@dataclass(frozen=True)
class Plot:
    desk: str
    """Code of the office that takes it."""
    issues: tuple[str, ...]
    worst: str
    said: str
    information_class: int
    wish: str = ""
    to: str = ""
    """Code of the agency to which it is handed on, or empty."""
    kind: str = "handover"
    reason: str = ""
    caller: tuple[str, str] | None = None
    """Relation and words of a caller who is not the person."""
    about: str = "known"
    opinion: str = ""


PLOTS = (
    Plot("1040", ("money.rent", "money.income"), "money.rent", "派遣の契約が終わり、家賃を2か月払えていない。貯金は残り3万円。", LIVING,
         "住まいを失いたくない", "3105", "join", "家計の立て直しを一緒に考えてほしい"),
    Plot("1020", ("family.8050", "ties.withdrawal", "family.care"), "ties.withdrawal",
         "母（82）の介護認定の相談。同居の長男（54）が20年ほど家から出ておらず、母が倒れたらどうなるか心配。", FAMILY,
         "息子のことをだれに言えばよいか分からなかった", "1010", "handover", "世帯全体の支援が必要"),
    Plot("3001", ("body.illness", "ties.isolation"), "ties.isolation", "一人暮らし。通院が途切れている。郵便受けがいっぱいになっている。",
         HEALTH, "", "1080", "join", "保健師の訪問をお願いしたい"),
    Plot("1060", ("family.single_parent", "money.income", "family.childcare"), "money.income",
         "ひとり親。夜の仕事を始めたが、子どもだけで留守番をしている日がある。", FAMILY, "夜に子どもが安心していられる場所がほしい",
         "8001", "join", "夕方から夜の居場所につなぎたい"),
    Plot("1060", ("family.truancy", "family.young_carer"), "family.young_carer", "中学2年。祖母の世話で学校に行けない日が続いている。", FAMILY,
         "学校には行きたい", "4001", "join", "学校での様子を確かめ、学習の支援をお願いしたい", ("employer", "担任の先生から")),
    Plot("1010", ("home.clutter", "ties.neighbours"), "home.clutter", "玄関先まで物があふれ、においがすると近所の人から連絡があった。", LIVING,
         about="place", caller=("neighbour", "近所の人。名前は出さないでほしい")),
    Plot("1010", ("ties.isolation", "money.food"), "money.food", "名前は言いたくない。今日食べるものがない。", LIVING, "だれにも知られたくない",
         about="anonymous"),
    Plot("1030", ("body.disability_suspected", "work.staying_hard"), "work.staying_hard",
         "仕事が3か月と続かない。職場で指示を覚えられないと言われた。", HEALTH, "自分に合う働き方を知りたい", "3101", "handover",
         "障がい特性の見立てと就労の相談をお願いしたい"),
    Plot("1110", ("money.taxes", "money.debt"), "money.debt", "市税の滞納の相談。消費者金融3社にあわせて180万円の借入がある。", LIVING,
         "分割で払いたい", "1040", "handover", "生活全体の困窮が見られるため"),
    Plot("1100", ("home.unstable", "money.rent"), "home.unstable", "退去の期限が今月末。次の家が決まっていない。", LIVING, "ペットと一緒に住みたい",
         "1040", "handover", "住居確保給付金の対象になりそう"),
    Plot("1080", ("body.mind", "work.trouble"), "body.mind", "眠れない日が続き、職場に行けていない。産業医にはまだ相談していない。", HEALTH,
         "受診先を知りたい", "5002", "join", "受診の相談に乗ってほしい"),
    Plot("1080", ("body.suicide", "body.mind"), "body.suicide", "消えてしまいたいと話す。今夜は家族がそばにいる。", HEALTH, "", "1090", "handover",
         "精神保健の専門職による継続支援が必要", ("parent", "母から")),
    Plot("1070", ("family.childcare", "ties.foreign"), "family.childcare", "保育園の手続きの書類が読めない。ポルトガル語なら分かる。", FAMILY,
         "子どもを預けて働きたい", "3104", "join", "子育てひろばと通訳につなぎたい"),
    Plot("2001", ("ties.isolation", "family.care"), "ties.isolation", "妻を亡くしてから人と話していない。ごみ出しが難しい。", LIVING,
         "体を動かす集まりがあれば行ってみたい"),
    Plot("2002", ("rights.guardianship", "money.budgeting"), "rights.guardianship", "通帳をなくすことが増えた。訪問販売の契約書が何枚もある。", RIGHTS,
         "お金の管理を手伝ってほしい", "3002", "join", "日ごろの見守りをお願いしたい"),
    Plot("1050", ("ties.withdrawal", "family.truancy"), "ties.withdrawal", "高校を中退して2年、昼夜逆転。ゲームの話ならできる。", FAMILY,
         "本人は家の外に出たいと言うことがある", "3103", "handover", "若者の居場所と就労体験につなぎたい", ("parent", "父から")),
    Plot("1060", ("rights.violence", "home.unstable"), "rights.violence", "夫の暴力から逃げて友人の家にいる。居場所を知られたくない。", RIGHTS,
         "安全な場所で子どもと暮らしたい"),
    Plot("1040", ("apart.after_release", "home.homeless", "work.seeking"), "home.homeless", "先週、施設を出た。泊まる所がない。", JUSTICE,
         "働いて自分で部屋を借りたい", "6002", "join", "地域での受け入れを一緒に調整してほしい"),
    Plot("1020", ("family.care", "family.double_care"), "family.double_care", "父の介護と2歳の子の世話が重なり、仕事を辞めようか迷っている。", FAMILY,
         "仕事は続けたい", "3001", "handover", "介護サービスの調整をお願いしたい"),
    Plot("1010", ("ties.no_scheme", "body.communication"), "ties.no_scheme", "手帳も年金もなく、使える制度がないと言われ続けてきた。", LIVING,
         "話を最後まで聞いてほしい", "1030", "join", "手帳の可能性を一緒に見てほしい"),
    Plot("3004", ("body.health", "ties.habits"), "body.health", "退院したが、薬の飲み方が分からなくなっている。", HEALTH, "", "5001", "join",
         "退院時の説明内容を教えてほしい"),
    Plot("1120", ("home.housing", "ties.foreign"), "home.housing", "転入の手続きで来庁。住む家が会社の寮だけで、契約が今月で切れる。", LIVING,
         "家族を呼び寄せたい", "9002", "join", "外国籍の人も入れる部屋を探してほしい"),
)  # fmt: skip

PROGRESS = (
    "電話で様子を確認。食事はとれている。次は訪問して話を聞く。",
    "訪問。玄関先で15分ほど話した。表情はやわらかい。",
    "窓口に来所。書類を一緒に記入した。",
    "電話をしたが出ない。日を改める。",
    "関係機関と電話で打ち合わせ。役割を確かめた。",
    "本人から電話。少し落ち着いたとのこと。",
)
