"""Every word of trail and inbox is Japanese for who reads it, and no text of the inbox can hold a name."""

import re

from enishi.office import words
from tests.architecture.words_in_source import inbox_uses, trail_words


def test_every_word_of_the_trail_has_a_label() -> None:
    found = trail_words()
    assert len(found) > 60, "the reader of the sources no longer finds the writers"
    missing = sorted({f"{one.word} ({one.where})" for one in found if one.word not in words.LABELS})
    assert missing == [], "add them to LABELS in enishi/office/words/labels.py"


def test_every_word_of_the_inbox_has_its_texts() -> None:
    found = inbox_uses()
    assert len(found) > 8
    missing = sorted({f"{one.word} ({one.where})" for one in found if one.word not in words.TEXTS})
    assert missing == [], "add them with their templates to TEXTS in enishi/office/words/texts.py"


def test_every_text_in_the_code_is_a_template_of_its_word() -> None:
    wrong = [
        f"{one.where} {one.word}: {one.text}"
        for one in inbox_uses()
        if one.text and one.text not in words.TEXTS.get(one.word, [])
    ]
    assert wrong == []


def test_a_template_takes_references_counts_and_days_only() -> None:
    fields = {field for texts in words.TEXTS.values() for text in texts for field in re.findall(r"\{(\w+)\}", text)}
    assert fields <= set(words.FIELDS)


def test_what_the_inbox_says_has_also_a_label_in_the_trail() -> None:
    assert [label for label in words.LABELS.values() if not re.search(r"[぀-ヿ一-鿿]", label)] == []


def test_texts_are_matched_whole() -> None:
    assert words.is_allowed("holder.changed", "相談の担当になりました（番号 K3M7-Q2XD）")
    whole = "相談の担当になりました（番号 K3M7-Q2XD）"
    for slip in (f"{whole}\n山田", f"山田 {whole}", "相談の担当になりました（番号 山田太郎）"):
        assert not words.is_allowed("holder.changed", slip)
