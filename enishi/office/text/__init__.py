"""Text keys for searching and comparing. Keys only: the stored spelling is never changed."""

from enishi.office.text.addresses import AddressParts, address_key, address_parts
from enishi.office.text.characters import (
    fold_variants,
    plain,
    search_text,
    unfold_repeats,
    variant_table,
    without_variation_selectors,
)
from enishi.office.text.kana import is_kana, kana_key, kana_loose_key, kana_sound_key, katakana
from enishi.office.text.marking import Piece, pieces_around, search_words
from enishi.office.text.names import name_key, name_remarks, name_words
from enishi.office.text.organisations import OrganisationName, organisation_key, organisation_name
from enishi.office.text.phones import phone_key, phone_keys

__all__ = [
    "AddressParts",
    "OrganisationName",
    "Piece",
    "address_key",
    "address_parts",
    "fold_variants",
    "is_kana",
    "kana_key",
    "kana_loose_key",
    "kana_sound_key",
    "katakana",
    "name_key",
    "name_remarks",
    "name_words",
    "organisation_key",
    "organisation_name",
    "phone_key",
    "phone_keys",
    "pieces_around",
    "plain",
    "search_text",
    "search_words",
    "unfold_repeats",
    "variant_table",
    "without_variation_selectors",
]
