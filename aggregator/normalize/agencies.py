"""Wire services: every spelling of a news agency to the one name articles carry. A table; nothing is guessed.

Spellings of up to four Latin letters are compared with their case (`PAP` is an agency, `pap` a pen name); longer ones
and other scripts are not. Agencies whose own style is lower case (`dpa`, `sda`) are spelled out both ways.
"""

from __future__ import annotations

import re
from functools import lru_cache
from unicodedata import normalize as unicode_form

AGENCIES: dict[str, str] = {
    "Reuters": (
        "Thomson Reuters|Reuter|Reuters Staff|Reuters News|Reuters Breakingviews|Reuters.com|Reuters Health|"
        "Рейтер|Ройтерз|Рейтерс|Reuters UK|Reuters India|路透|路透社|路透社電|ロイター|ロイター通信|로이터|"
        "로이터통신|رويترز|רויטרס|Ρόιτερς|रॉयटर्स|รอยเตอร์"
    ),
    "AP": (
        "Ap|A.P.|Associated Press|AP News|APNews|AP.org|AP通信|AP통신|美联社|美聯社|أسوشيتد برس|Ассошиэйтед Пресс|एपी"
    ),
    "AFP": (
        "Afp|afp|A.F.P.|Agence France-Presse|Agence France Presse|France-Presse|AFP Relaxnews|AFP통신|AFP通信|"
        "AFP=時事|法新社|フランス通信社|أ ف ب|أ.ف.ب|فرانس برس|وكالة فرانس برس|Франс Пресс|АФП|एएफपी"
    ),
    "UPI": "U.P.I.|United Press International|合众国际社",
    "dpa": (
        "DPA|Dpa|Deutsche Presse-Agentur|Deutsche Presse Agentur|dpa-AFX|dpa-infocom|dpa international|德新社|"
        "ДПА|dpa-tmn|dpa-infografik|dpa European Services"
    ),
    "epd": "Evangelischer Pressedienst",
    "KNA": "Katholische Nachrichten-Agentur",
    "SID": "Sport-Informations-Dienst|Sport-Informationsdienst",
    "dts": "dts Nachrichtenagentur|dts-Nachrichtenagentur",
    "AWP": "awp|AWP Finanznachrichten",
    "ddp": "dapd|ddp images",
    "APA": "Austria Presse Agentur|Austria Press Agency|APA-OTS",
    "Keystone-SDA": "Keystone SDA|SDA|sda|ATS|ats|Schweizerische Depeschenagentur|Keystone-ATS|sda-ats",
    "PA": "PA Media|Press Association|PA News",
    "Sputnik": (
        "Sputnik News|Sputnik International|Спутник|卫星社|俄罗斯卫星通讯社|سبوتنيك|スプートニク|스푸트니크|"
        "Sputnik Mundo|Sputnik Brasil"
    ),
    "RIA Novosti": "RIA|Ria Novosti|РИА Новости|РИА|俄新社|РИА «Новости»|RIA Nowosti|ريا نوفوستي",
    "TASS": "Tass|ITAR-TASS|Itar-Tass|ТАСС|ИТАР-ТАСС|塔斯社|タス通信|타스통신|تاس",
    "Interfax": "Интерфакс|Interfax.ru|国际文传电讯社|インタファクス通信",
    "Interfax-Ukraine": "Интерфакс-Украина|Інтерфакс-Україна|Interfax-Україна",
    "Regnum": "ИА Регнум|ИА REGNUM",
    "Rosbalt": "Росбалт",
    "Ukrinform": "Укринформ|Укрінформ",
    "UNIAN": "УНИАН|УНІАН",
    "UNN": "УНН",
    "BelTA": "БелТА|БЕЛТА|БелТа",
    "Kazinform": "Казинформ|Qazinform",
    "Trend News Agency": "Агентство Тренд",
    "Azertac": "AZERTAG|Азертадж|Azərtac",
    "Armenpress": "Арменпресс|Արմենպրես",
    "Xinhua": (
        "Xinhua News|新华社|新華社|新华网|新華網|新华社电|新華社電|新華社通信|신화통신|신화사|Синьхуа|شينخوا|Xinhuanet"
    ),
    "CNS": "中新社|中新网|中国新闻网|中国新闻社|中新社电|China News Service",
    "CNA": "中央社|CNA Taiwan|Central News Agency|Focus Taiwan|中央通訊社",
    "Kyodo": "Kyodo News|共同通信|共同通信社|共同|共同社|교도통신|Киодо",
    "Jiji": "JIJI|Jiji Press|時事通信|時事通信社|時事|时事社|지지통신",
    "Yonhap": "연합뉴스|韩联社|聯合ニュース|韓聯社|Ренхап|Йонхап|연합",
    "Newsis": "뉴시스",
    "News1": "뉴스1",
    "KCNA": "조선중앙통신|朝中社|Korean Central News Agency|朝鮮中央通信",
    "Bernama": "马新社",
    "Antara": "ANTARA|Antara News|LKBN Antara",
    "VNA": "TTXVN|Vietnam News Agency|Thông tấn xã Việt Nam",
    "PNA": "Philippine News Agency",
    "PTI": "Press Trust of India|पीटीआई|पीटीआइ|भाषा|PTI-Bhasha|पीटीआई-भाषा",
    "ANI": "Asian News International|एएनआई|ए एन आई",
    "IANS": "Indo-Asian News Service|आईएएनएस",
    "UNI": "United News of India|यूनीवार्ता|वार्ता",
    "BSS": "Bangladesh Sangbad Sangstha|বাসস",
    "UNB": "United News of Bangladesh",
    "APP": "Associated Press of Pakistan",
    "INP": "Independent News Pakistan",
    "PPI": "Pakistan Press International",
    "EFE": "Efe|efe|EFEUSA|EFECOM|EFEcom|EFEVERDE|EFEAGRO|Agencia EFE|Agencia Efe|EFE News|埃菲社",
    "Europa Press": "EuropaPress|EP|E.P.",
    "Servimedia": "",
    "ACN": "Agència Catalana de Notícies",
    "Notimex": "",
    "Télam": "Telam|Agencia Télam",
    "Prensa Latina": "",
    "Agência Brasil": "Agencia Brasil|ABr",
    "Estadão Conteúdo": "Estadao Conteudo|Agência Estado",
    "Folhapress": "FolhaPress",
    "Lusa": "Agência Lusa|LUSA",
    "ANSA": "Ansa|ANSA.it|Agenzia ANSA|安莎社",
    "AGI": "Agenzia Italia",
    "Adnkronos": "AdnKronos",
    "Italpress": "",
    "LaPresse": "",
    "Askanews": "",
    "DIRE": "Agenzia Dire",
    "ANP": "Algemeen Nederlands Persbureau|ANP Producties",
    "Belga": "BELGA|Belga News|Belga News Agency|Agence Belga",
    "NTB": "NTB scanpix|Norsk Telegrambyrå|©NTB",
    "TT": "TT Nyhetsbyrån|TT-AFP|TT-Reuters|Tidningarnas Telegrambyrå|TT News Agency",
    "Ritzau": "/ritzau/|Ritzaus Bureau",
    "STT": "Suomen Tietotoimisto|STT-Lehtikuva|Lehtikuva",
    "PAP": "Polska Agencja Prasowa|ПАП",
    "IAR": "Informacyjna Agencja Radiowa",
    "ČTK": "CTK|Česká tisková kancelář",
    "TASR": "",
    "SITA": "",
    "MTI": "Magyar Távirati Iroda",
    "Agerpres": "",
    "Mediafax": "",
    "BTA": "БТА",
    "BGNES": "БГНЕС",
    "Tanjug": "Танјуг",
    "Beta News Agency": "Агенција Бета|Novinska agencija Beta|BETA",
    "HINA": "Hina",
    "STA": "Slovenska tiskovna agencija",
    "FENA": "Fena",
    "SRNA": "Srna|Срна",
    "MIA": "МИА",
    "ATA": "ATSH",
    "AMNA": "ΑΠΕ-ΜΠΕ|ΑΠΕ|ANA-MPA|ΑΠΕ ΜΠΕ",
    "BNS": "",
    "ELTA": "",
    "LETA": "",
    "Anadolu": "Anadolu Agency|Anadolu Ajansı|Anadolu Ajansi|AA|Агентство Анадолу|Анадолу|الأناضول|وكالة الأناضول",
    "DHA": "Demirören Haber Ajansı|Doğan Haber Ajansı",
    "İHA": "IHA|İhlas Haber Ajansı",
    "ANKA": "ANKA Haber Ajansı",
    "IRNA": "ایرنا|إرنا|ИРНА",
    "ISNA": "ایسنا",
    "Fars News Agency": "فارس|خبرگزاری فارس",
    "Mehr News Agency": "MNA|خبرگزاری مهر",
    "Tasnim": "تسنیم",
    "SANA": "سانا",
    "SPA": "Saudi Press Agency|واس",
    "WAM": "Emirates News Agency|وام",
    "QNA": "Qatar News Agency|قنا",
    "KUNA": "كونا",
    "Petra News Agency": "Jordan News Agency|بترا",
    "MENA": "أ ش أ|Middle East News Agency",
    "MAP": "Maghreb Arabe Presse",
    "APS": "Algérie Presse Service|واج",
    "TAP": "Tunis Afrique Presse",
    "WAFA": "وفا",
    "JTA": "Jewish Telegraphic Agency",
    "NAN": "News Agency of Nigeria",
    "GNA": "Ghana News Agency",
    "SAnews": "SAnews.gov.za",
    "PANA": "Panapress",
    "The Canadian Press": "Canadian Press|CP|La Presse canadienne|Presse canadienne|La Presse Canadienne",
    "AAP": "Australian Associated Press|AAPNewswire",
    "NZPA": "New Zealand Press Association",
    "Bloomberg": "Bloomberg News|Bloomberg.com|彭博社|彭博|ブルームバーグ|블룸버그|Блумберг",
    "Dow Jones": "Dow Jones Newswires|道琼斯",
    "MarketWatch": "",
    "TNS": "Tribune News Service|MCT|McClatchy-Tribune|Tribune Content Agency",
    "CNN Newsource": "CNN Wire|CNNWire",
    "States Newsroom": "",
    "Inter Press Service": "IPS",
    "Thomson Reuters Foundation": "",
    "PR Newswire": "PRNewswire|PRNewswire-PRWeb|PRNewswire-Asia|PRNewswire-USNewswire|美通社|CNW|Canada Newswire",
    "Business Wire": "BusinessWire|BUSINESS WIRE",
    "GlobeNewswire": "Globe Newswire",
    "Accesswire": "ACCESS Newswire",
    "Newsfile": "Newsfile Corp",
    "Marketwired": "Marketwire|Market Wire",
    "Presseportal": "ots|OTS|news aktuell",
    "EPA": "epa|EPA-EFE|European Pressphoto Agency|EPA/EFE|Epa-Efe",
    "Getty Images": "Getty|Getty images",
    "ZUMA Press": "Zuma Press|ZUMAPRESS.com|Zumapress",
    "Shutterstock": "",
    "Imago": "imago images|Imago Images",
}
"""Canonical name → its spellings, separated by `|`."""

_GENERIC = re.compile(
    r"^(?:the|la|l'|le|die|agence|agencia|agência|agenzia|agentur|agency|nachrichtenagentur|via|from|source|quelle|fuente|"
    r"fonte|来源|來源|出典|источник|агентство|иа|وكالة|according to|con información de|"
    r"com informações de|con informazioni di|с использованием материалов|"
    r"по материалам|по данным|по сообщению|theo|"
    r"nguồn|sumber|zdroj|kaynak|πηγή)[\s:：]+"
    r"|[\s]+(?:news ?agency|news ?wire|newswire|news service|news|agency|wire|wire service|staff|services?|file"
    r"|photos?)$",
    re.IGNORECASE,
)
_EDGES = " \t\n.,;:()[]{}<>/|«»\"'“”„‘’【】（）［］《》-–—*=©・"
_DEPARTMENT = re.compile(r"(?<=\w)[/／\-–](?=\w)")
_LONGEST = 60
_CASED = 4


def _key(name: str) -> str:
    """The form names are compared in: short Latin ones keep their case, all others fold."""
    text = unicode_form("NFKC", name).strip(_EDGES)
    text = " ".join(text.split())
    return text if len(text) <= _CASED and text.isascii() else text.casefold()


_TABLE = {_key(spelling): name for name, row in AGENCIES.items() for spelling in (name, *row.split("|")) if spelling}


@lru_cache(maxsize=4096)
def _lookup(name: str) -> str | None:
    found = _TABLE.get(_key(name))
    shorter = name
    while found is None and (cut := _GENERIC.sub("", shorter, count=1).strip(_EDGES)) != shorter and cut:
        shorter, found = cut, _TABLE.get(_key(cut))
    return found


def agency(name: str) -> str | None:
    """Return the canonical name of the wire service *name* spells (`Reuters` for `路透社`).

    None: not in the table.
    """
    if not name or len(name) > _LONGEST:
        return None
    bare = name.strip(_EDGES)
    return _lookup(bare) if bare else None


def agencies(names: str) -> tuple[str, ...]:
    """Return every agency of a joined credit (`AFP/Reuters`, `dpa/bb`), in printed order.

    An agency's desk (`dpa/bb`, `AFP/File`) adds nothing; empty when the first part is no agency or another is a name.
    """
    whole = agency(names)
    if whole is not None:
        return (whole,)
    parts = [part.strip() for part in _DEPARTMENT.split(names[:_LONGEST]) if part.strip()]
    found = [agency(part) for part in parts]
    if (
        not found
        or found[0] is None
        or any(name is None and " " in part for name, part in zip(found, parts, strict=True))
    ):
        return ()
    return tuple(dict.fromkeys(name for name in found if name is not None))
