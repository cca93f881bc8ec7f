"""What the workers of みのり市 miss in their city, month by month, and what became of it. All invented."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Plot:
    title: str
    text: str
    issues: tuple[str, ...]
    """Cases with one of these problems stand behind it, where the lead raised it from the case."""
    remarks: tuple[tuple[str, str], ...]
    """Office code and words of those who raised it at large."""
    answer: str = ""
    """What the 定例会 decided, or empty while it is still open."""
    decided: str = ""
    by: str = "1010"
    result: str = ""


THEMES = (
    Plot("日中に行ける場所", "高齢の親と暮らす人が、昼に一人で行ける場所が市の北側にない。", ("family.8050", "ties.withdrawal"),
        (("3101", "通所の手前で、名前を書かずに行ける場所がほしい。"), ("2001", "公民館の午前が空いている。")),
        "menu", "公民館で週に二回、だれでも来られる場を開く。", "2001", "週に二回開いている。三か月で延べ86人が来た。"),
    Plot("夜に子どもが一人になる家", "夜の仕事の親が頼れる預け先がない。", ("family.single_parent", "family.truancy"),
        (("8001", "夕方から夜の居場所は定員がいっぱい。"), ("4001", "夜に連絡がつく先を、学校も知りたい。")),
        "budget", "夜の居場所の二か所目を予算に入れる。", "1060", "来年度の予算案に入った。"),
    Plot("保証人のいない部屋探し", "緊急連絡先が書けず、部屋が借りられない。", ("home.unstable", "home.housing", "apart.after_release"),
        (("1100", "市営住宅の申込みでも同じ相談がある。"),),
        "existing", "居住支援法人の窓口を一つにまとめて案内する。", "1040", "案内の紙を作り、七つの窓口に置いた。"),
    Plot("手紙が読めない", "大事な知らせが、日本語の手紙だけで届く。", ("ties.foreign",),
        (("3104", "封筒に「大事」の印があれば相談に来られる。"), ("1070", "保育の申込みの期限が過ぎてしまう。")),
        "menu", "大事な手紙の封筒に印を付け、電話の通訳を案内する。", "1005", "三つの課の封筒に印が付いた。"),
    Plot("受診に付き添う人", "一人で受診できない人に、付き添える人が足りない。", ("body.mind", "body.health"),
        (("1080", "付き添いを断ることが月に三回ある。"), ("3002", "ケアマネジャーの仕事の外になっている。")),
        "existing", "ボランティアセンターの付き添いを紹介する。", "2001", "月に五件の付き添いが始まった。"),
    Plot("片付けのあとの暮らし", "一度片付けても、半年で元に戻る。", ("home.clutter",),
        (("1080", "片付けの日だけでなく、続けて会う人が要る。"),), "existing", "保健師と社協が月に一度交代で会う。", "1080"),
    Plot("借りられる少しのお金", "給料日までの数千円が借りられず、電気が止まる。", ("money.debt", "money.budgeting"),
        (("2001", "貸付の決定まで三週間かかる。"), ("1040", "食料だけではガス代が払えない。")),
        "request", "貸付の決定を早めるよう、県に要望する。", "2001"),
    Plot("働く前の体験", "半日から試せる仕事の場が足りない。", ("work.staying_hard", "work.seeking"),
        (("3103", "体験先が三か所しかない。"), ("7001", "受け入れの日当の決まりがほしい。")),
        "menu", "協力する事業所を募り、半日の体験を始める。", "1050"),
    Plot("休日の相談", "土日に相談できる先がない。", ("ties.isolation",), (("3005", "月曜に重くなってから届く。"),),
        "deferred", "人の手当てができないため見送る。電話の案内を先に直す。"),
    Plot("介護する子どもの休み", "家族の世話をする子が休める日がない。", ("family.young_carer", "family.care"), (("4001", "学校からは言い出しにくい。"), ("3003", "介護の計画に子の名前が入っている。"))),
    Plot("見立てを待つ間の支え", "専門の見立てまで半年待つあいだ、頼れる先がない。", ("body.disability_suspected", "ties.no_scheme"), (("3101", "待っている人に月に一度会えるとよい。"),)),
)  # fmt: skip
LOOSE = (("1100", "home.housing", "ペットと住める部屋が少ない。"), ("3004", "body.health", "退院の知らせが前の日に届く。"))
"""What was raised lately, and belongs to no theme yet: for the coordinator to sort."""

TABLED = ((0,), (1,), (2,), (0, 3), (4,), (1,), (5,), (6,), (4, 7), (3,), (8,), (7,))
"""Which themes stood on the agenda of the twelve 定例会, from the first; a theme that comes back is decided again."""
COMING = (9,)
STILL_OPEN = 10
MEMBERS = ("1020", "1040", "1060", "2001", "3001", "3101")
