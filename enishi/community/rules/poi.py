"""The POI codes (GIF 491-3-1) of what a city keeps as resources, with the kind that each is here. Others are kept as they came."""

from collections.abc import Mapping

from enishi.community.terms import ResourceKind as K

POI: Mapping[str, tuple[str, K]] = {
    "1003": ("都市公園", K.PUBLIC),
    "1110": ("体育館", K.PUBLIC),
    "1219": ("職業安定所", K.DESK),
    "1302": ("市役所・東京都の区役所", K.DESK),
    "1303": ("町村役場・政令指定都市の区役所", K.DESK),
    "1304": ("役場支所及び出張所", K.DESK),
    "1305": ("市民活動施設", K.PUBLIC),
    "1306": ("産業支援施設", K.PUBLIC),
    "1307": ("公民館", K.EXCHANGE),
    "1308": ("公会堂", K.PUBLIC),
    "1309": ("集会施設", K.EXCHANGE),
    "1399": ("その他行政サービス施設", K.PUBLIC),
    "1402": ("保育園", K.CHILDCARE),
    "1403": ("児童館（児童センター）", K.CHILDCARE),
    "1404": ("学童保育クラブ", K.CHILDCARE),
    "1405": ("認定こども園", K.CHILDCARE),
    "1406": ("児童相談所", K.DESK),
    "1407": ("福祉事務所", K.DESK),
    "1408": ("老人ホーム", K.CARE),
    "1409": ("老人通所・短期入所介護施設", K.CARE),
    "1499": ("その他の社会福祉施設", K.OTHER),
    "1501": ("幼稚園", K.CHILDCARE),
    "1503": ("小学校", K.LEARNING),
    "1504": ("中学校", K.LEARNING),
    "1505": ("高等学校・中等教育学校", K.LEARNING),
    "1512": ("図書館", K.LEARNING),
    "1514": ("職業・教育支援施設", K.LEARNING),
    "1601": ("病院", K.MEDICAL),
    "1602": ("診療所", K.MEDICAL),
    "1603": ("歯科診療所", K.MEDICAL),
    "1606": ("保健所", K.MEDICAL),
    "1612": ("調剤薬局", K.MEDICAL),
    "2401": ("レストラン", K.BUSINESS),
    "2422": ("喫茶店、カフェ", K.BUSINESS),
}
POI_CHOICES = [(code, f"{code} {label}") for code, (label, _kind) in POI.items()]


def poi_words(code: str) -> str:
    """「1307 公民館」; a code that is not in the table stands alone."""
    return f"{code} {POI[code][0]}" if code in POI else code


def kind_of_poi(code: str) -> str:
    """The kind of a code; empty when the table does not say, or says only "other"."""
    kind = POI[code][1] if code in POI else K.OTHER
    return "" if kind == K.OTHER else kind.value
