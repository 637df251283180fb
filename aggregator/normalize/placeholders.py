"""Words that blog programs put where nobody chose a category, in every language, and categories made for machines."""

from __future__ import annotations

import re
from functools import lru_cache

from aggregator.normalize.folding import folded

_WORDS = (
    "uncategorized|uncategorised|unclassified|untagged|no category|no categories|not categorized|without category"
    "|default|default category|none|null|nil|n/a|na|undefined|unknown|unspecified|no tags|no tag|tbd"
    "|category|categories|tag|tags"
    "|allgemein|allgemeines|unkategorisiert|nicht kategorisiert|ohne kategorie|keine kategorie|nicht zugeordnet"
    "|non classé|non classée|non classifié|non catégorisé|sans catégorie|aucune catégorie|classé sans"
    "|sin categoría|sin categorizar|sin clasificar|no categorizado"
    "|sem categoria|sem classificação|não categorizado|não classificado"
    "|senza categoria|non categorizzato|non classificato|nessuna categoria"
    "|geen categorie|geen onderdeel van een categorie|niet gecategoriseerd|ongecategoriseerd|zonder categorie"
    "|bez kategorii|nieprzypisane|bez kategorie|niesklasyfikowane|brak kategorii"
    "|yleinen|luokittelematon|kategorisoimaton|ei kategoriaa"
    "|okategoriserade|okategoriserat|okategoriserad|ingen kategori"
    "|ikke kategoriseret|ukategoriseret|ikke-kategoriseret|uden kategori"
    "|ukategorisert|ikke kategorisert|uten kategori"
    "|без рубрики|без категории|без категорії|некатегоризовано|без категория|некатегоризирани"
    "|genel|kategorisiz|kategorilenmemiş|kategorize edilmemiş"
    "|χωρίς κατηγορία|αταξινόμητα|μη κατηγοριοποιημένο"
    "|egyéb|egyéb kategória|kategorizálatlan|nincs kategorizálva|kategória nélkül|besorolatlan"
    "|nezařazené|nezařazeno|bez kategorie|nezaradené|nezaradené články|bez kategórie"
    "|tak berkategori|tanpa kategori|tidak berkategori|belum dikategorikan|tiada kategori"
    "|未分类|未分類|默认分类|預設分類|默认|未归类|无分类|カテゴリなし|カテゴリー無し|カテゴリー未分類"
    "|미분류|분류되지 않음|분류 없음|카테고리 없음"
    "|fără categorie|necategorisit|sense categoria|sen categoría|nekategorizirano|nekategorisano|sailkatu gabeak"
    "|määratlemata|bez kategorijas|be kategorijos|nekategorizovano|pa kategori"
    "|غير مصنف|بدون تصنيف|دسته‌بندی نشده|بدون دسته‌بندی|כללי|ללא קטגוריה|chưa phân loại|chưa được phân loại"
    "|ไม่มีหมวดหมู่|अवर्गीकृत|বিষয়শ্রেণীহীন|অশ্রেণীবদ্ধ|வகைப்படுத்தப்படாதது"
    "|non classifié(e)|non classe(e)|sans rubrique|sin asignar|sin especificar|sem categoria definida"
    "|outros sem categoria"
    "|niet ingedeeld|ohne zuordnung|ohne rubrik|nicht klassifiziert|ikke kategoriserede|ingen kategorier"
    "|kategori yok|kategorisi yok|sınıflandırılmamış|некатегоризирано|некатегоризовані|нет категории|без темы"
    "|分類なし|カテゴリ未設定|未設定|無分類|暂无分类|無類別"
    "|دسته بندی نشده|دسته‌بندی‌نشده|بدون دسته|بدون دسته بندی"
    "|غير مصنفة|غير محدد"
    "|óflokkað|óflokkuð|määramata|liigitamata|kategooriata|sailkatu gabe|heb gategori|gan aicme|gun roinn-seòrsa"
    "|nerazvrščeno|nezaradene|neklasifikované|neroztriedené|nekategorizované|nepriskirta|nesugrupuota|nekategorizēts"
    "|i pakategorizuar|të pakategorizuara|uten emne|walang kategorya|tiada kategori|kateqoriyasız|санатсыз"
    "|առանց կատեգորիայի|უკატეგორიო|nekategoriigita|kategóriák nélkül|nem kategorizált|neclasificat"
    "|neclasificate|sen clasificar"
)
PLACEHOLDERS = frozenset(folded(word) for word in _WORDS.split("|"))

# Schemes (RSS: domain) under which machines tell one another what kind of thing an entry is.
_MACHINE_SCHEMES = re.compile(
    r"https?://schemas\.google\.com/.*#kind|contenttype|facebook"
    r"|https?://schemas\.microsoft\.com/.*|tag:blogger\.com.*#kind|wp:post[_-]format|post[_-]?format",
    re.IGNORECASE,
)
_IDENTIFIERS = re.compile(
    r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}|(?=[0-9a-f]*\d)[0-9a-f]{16,}|(?:urn|tag|uuid|guid|isbn|doi|cat|node|term|id)"
    r"[:=]\S+|post-format-\w+|(?:cat(?:egory)?|tag|term|node|section)[-_.]?\d+|[a-z]{2,10}:\d{6,}",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"(?:https?|ftp)://\S+|//\S+|www\.\S+|[\w.+-]+@[\w-]+\.\w+", re.IGNORECASE)
_YEAR = re.compile(r"(?:19|20)\d\d")


_COPY = re.compile(r"\s?@[a-z]{2,3}(?:-[a-z]{2,4})?$|[-\s]\d$", re.IGNORECASE)
"""What a blog program appends for another language or a second of the name: `Uncategorized @fr`, `uncategorized-2`."""


@lru_cache(maxsize=4_096)
def is_placeholder(label: str) -> bool:
    """Whether *label* says that nobody chose a category: `Uncategorized`, `Sin categoría`, `未分类`."""
    bare = label.strip("-–—_.:?!()[]{}<>*#/ ")
    return not bare or folded(_COPY.sub("", bare)) in PLACEHOLDERS or folded(label.strip()) in PLACEHOLDERS


def is_machine_scheme(scheme: str) -> bool:
    """Whether categories of *scheme* are kinds for machines, not subjects for readers."""
    return _MACHINE_SCHEMES.fullmatch(scheme.strip()) is not None


@lru_cache(maxsize=4_096)
def is_identifier(text: str) -> bool:
    """Whether *text* is an address or an identifier, not a word: a URL, a UUID, `medtop:20000002`."""
    return _ADDRESS.fullmatch(text) is not None or _IDENTIFIERS.fullmatch(text) is not None


def is_number(text: str) -> bool:
    """Whether *text* is a number that is no year."""
    return text.isdecimal() and _YEAR.fullmatch(text) is None
