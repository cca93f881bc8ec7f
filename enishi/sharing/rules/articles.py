"""What counts as naming an article of a law (法令の条文): which law, and which article of it."""

import re
import unicodedata

NO_ARTICLE = "法令の条文は、法令の名前と第何条かを書いてください（例：児童福祉法第25条の3）。"
_ARTICLE = re.compile(
    r"(?:^|[\s「『（(、])(?!法令|同法|本法|当該|この)[一-鿿ぁ-んァ-ヶ々ー・]+(?:法|法律|条例|規則|令)(?:[^。]*?)"
    r"第?\s*[0-9〇一二三四五六七八九十百千]+\s*条"
)


def reasons_about_article(text: str) -> list[str]:
    """What is wrong with a typed article; an empty one is for others to ask for."""
    return [NO_ARTICLE] if text.strip() and not is_article(text) else []


def is_article(text: str) -> bool:
    """Whether a law and an article of it are named; digits may be half or full width, or kanji."""
    return bool(_ARTICLE.search(unicodedata.normalize("NFKC", text.strip())))
