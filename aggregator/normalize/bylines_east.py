"""Chinese, Japanese and Korean bylines: titles are glued to names, lists need no blanks, places end in `報導`."""

from __future__ import annotations

import re

from aggregator.normalize.agencies import agency
from aggregator.normalize.bylines_parts import Part
from aggregator.normalize.names import is_eastern
from aggregator.normalize.places import is_place
from aggregator.normalize.roles import Kind, kind

_LABEL_ROLES: dict[str | None, str] = {
    None: (
        "文字|撰文|撰稿|作者|采写|採寫|采访|採訪|整理|编译|編譯|来源|來源|文|取材・文|取材|執筆|ライター|著者|聞き手|構成|글|작성|작성자|"
        "정리|취재|글쓴이|話|话|文・写真|글·사진|글/사진|글・사진|記者|记者|報導|报道"
    ),
    "editor": "责任编辑|責任編輯|责编|編輯|编辑|编审|審稿|編集|편집",
    "photographer": "摄影|攝影|摄|攝|图片|圖片|图|圖|撮影|写真|カメラ|사진|画像|影像",
    "illustrator": "插画|插畫|插图|イラスト|絵|画|그림|일러스트",
    "translator": "翻译|翻譯|译|譯|訳|翻訳|번역",
    "proofreader": "校对|校對|校正",
}
_ROLES = {word: role for role, row in _LABEL_ROLES.items() for word in row.split("|")}
_LABEL = re.compile(
    "(?:^|(?<=[\\s/／|,，、;；。]))(?:(?P<label>"
    + "|".join(sorted(_ROLES, key=len, reverse=True))
    + ")\\s?[:：/／＝=丨|｜・]\\s*|(?P<korean>글·사진|글|사진|취재|정리)\\s+(?=[가-힣]{2,4}))"
)
_MORE = re.compile("\\s*(?:외\\s?\\d{1,2}명|等(?:\\d{1,2}人)?|ほか|他\\d{0,2}名?)$")
_REPORTED = re.compile("^(?P<name>[\\u4e00-\\u9fff]{3})\\s?(?:报道|報導|報道)$")
_BETWEEN = re.compile("\\s(?:通讯员|通訊員|实习生|記者|记者)\\s+(?=[\\u4e00-\\u9fff])")
_BEHIND_NAME = re.compile(
    "(?P<name>[\\u4e00-\\u9fff]{2,4})\\s?[/／]\\s?(?P<label>文|图|圖|摄影|攝影|摄|攝|编辑|編輯)(?=$|[\\s,，、;；])"
)
"""`王小明/文 李华/图`: the label behind its name."""
_TITLE = (
    "(?:특약|객원|수습|인턴|선임|전문|논설위원|特约|特約|实习|實習|首席|资深|資深|見習い|通讯|驻站|專案)?"
    "(?:记者|記者|通讯员|通訊員|特派员|特派員|撰稿人|专栏作家|評論員|评论员|主笔|編集委員|論説委員|編輯委員|編譯|编译|기자|특파원|통신원|"
    "편집위원|논설위원|칼럼니스트|교수|작가|선임기자|编辑|主编)"
)
_BEFORE = re.compile(f"(?P<who>[^\\s,，、:：]{{2,8}}?)?{_TITLE}[\\s:：]*(?=\\S)")
_PAPERS = ("报", "報", "网", "網", "社", "台", "刊", "日", "신문", "뉴스")
_BEHIND = re.compile(f"\\s*{_TITLE}\\s*=?$")
_PLACED = re.compile(
    "(?P<body>[\\u4e00-\\u9fff]{2,12})(?:\\d{1,2}日|\\d{1,2}月\\d{1,2}日)?(?:综合|綜合)?(?:报道|報導|報道|電|电|讯|訊)$"
)
_HARD = re.compile("[;；|｜\\n/／,，、]|\\s[-–—]\\s|\\s?[和與与及]\\s?(?=[\\u4e00-\\u9fff]{2,4}(?:$|[\\s,、]))")
_HANGUL_DOT = re.compile("(?<=[가-힣])[·・ㆍ](?=[가-힣])")
_WHOLE = frozenset({Kind.STAFF, Kind.AGENCY, Kind.NOBODY, Kind.ORGANIZATION})
_HOUSES = frozenset({Kind.ORGANIZATION, Kind.AGENCY})
_HAN_NAME = re.compile("[\\u4e00-\\u9fff]{2,4}")
_KANA = re.compile("[\\u3040-\\u30ff]")
_HOUSE = re.compile("本(?:报|報|刊|网|網|社|台|站)(?:综合|特约|驻.{2,4})?|当社|本紙")
_SURNAMES = frozenset(
    "王李张張刘劉陈陳杨楊黄黃赵趙吴吳周徐孙孫马馬朱胡郭何林罗羅郑鄭梁谢謝宋唐许許邓鄧冯馮韩韓曹曾彭萧蕭蔡潘董袁于余叶葉蒋蔣"
    "杜苏蘇魏程吕呂丁沈任姚卢盧傅钟鍾姜崔谭譚廖范汪陆陸戴贾賈韦韋夏邱方侯邹鄒熊孟秦江阎閻薛尹段雷黎史龙龍陶贺賀顾顧毛郝龚龔邵"
)


def _labelled(text: str) -> list[tuple[str | None, str]]:
    """The stretches behind `文/`, `摄影：` …, each with its role."""
    matches = list(_LABEL.finditer(text))
    if not matches:
        return [(None, text)]
    ends = [match.start() for match in matches[1:]] + [len(text)]
    found: list[tuple[str | None, str]] = [(None, text[: matches[0].start()])]
    found += [(_ROLES[m["label"] or m["korean"]], text[m.end() : end]) for m, end in zip(matches, ends, strict=True)]
    return [(role, part) for role, part in found if part.strip()]


def _is_list(pieces: list[str], titled: bool, language: str | None) -> bool:
    """Whether blanks part names (`李明 张华`), not a family from a given name (`山田 太郎`)."""
    if not all(_HAN_NAME.fullmatch(piece) for piece in pieces) or len(pieces) < 2:
        return False
    if language is not None and language.lower().startswith("ja"):
        return False
    return titled or all(len(piece) < 4 and piece[0] in _SURNAMES for piece in pieces)


def _untitled(text: str) -> tuple[str, list[Part], bool]:
    """The text without `记者` or `기자`; what stood before the title may be an agency; whether there was one."""
    match = _BEFORE.match(text)
    if match is not None and is_eastern(text[match.end() :]):
        who = match["who"] or ""
        parts = [Part(text=who)] if agency(who) else []
        if parts or not who or _HOUSE.match(who) or who.endswith(_PAPERS):
            return text[match.end() :], parts, True
    bare = _BEHIND.sub("", text)
    return (bare, [], True) if bare and bare != text else (text, [], False)


def _seat(text: str) -> tuple[str, str]:
    """The text in front of `台北報導` or `台北20日電`, and the place; no place: it ends otherwise."""
    match = _PLACED.search(text)
    if match is None:
        return text, ""
    body = match["body"]
    place = next((body[-size:] for size in (4, 3, 2) if is_place(body[-size:])), body[-2:])
    return text[: match.end("body") - len(place)].rstrip(" /／|,，"), place


def _signed(text: str) -> tuple[str, list[Part]]:
    """`서울=홍길동`, `山田太郎＝ロンドン`: the name, and the place or agency beside it; a paper is left out."""
    left, sign, right = text.replace("＝", "=").partition("=")
    if not sign:
        return text, []
    name, other = (left, right) if is_place(right.strip()) else (right, left)
    if is_place(other.strip()):
        return name.strip(), [Part(text=other.strip(), opener="place")]
    return name.strip(), [Part(text=other)] if agency(other) else []


def _named(text: str, role: str | None, language: str | None) -> list[Part]:
    """The people of one piece between separators."""
    text = _REPORTED.sub(r"\g<name>", _MORE.sub("", text.strip()))
    if kind(text) in _WHOLE:
        return [Part(text=text, role=role)]
    text, found, titled = _untitled(text)
    place = ""
    if titled:
        text, place = _seat(text)
    text, beside = _signed(text)
    text = _BEHIND.sub("", text) or text
    pieces = text.split()
    if len(pieces) == 2 and kind(pieces[0]) in _HOUSES:  # 毎日新聞 山田太郎
        beside = [*beside, Part(text=pieces[0])] if agency(pieces[0]) else beside
        text, pieces = pieces[1], pieces[1:]
    names = pieces if _is_list(pieces, titled and _KANA.search(text) is None, language) else [" ".join(pieces)]
    found += [Part(text=name, role=role) for name in names if name and name not in _ROLES]
    return [*found, *beside, *([Part(text=place, opener="place")] if place else [])]


def _is_seat(text: str) -> bool:
    """`台北報導` on its own."""
    match = _PLACED.fullmatch(text)
    return match is not None and kind(text) not in _WHOLE and len(match["body"]) < 5


def eastern_parts(text: str, language: str | None) -> list[Part]:
    """Return the parts of a byline in Chinese, Japanese or Korean."""
    found: list[Part] = []
    text = _BETWEEN.sub(",", _BEHIND_NAME.sub(r"\g<label>：\g<name>", text))
    for role, stretch in _labelled(text):
        for piece in map(str.strip, _HARD.split(_HANGUL_DOT.sub(",", stretch))):
            if found and _is_seat(piece):
                found.append(Part(text=_seat(piece)[1], opener="place"))
            elif piece:
                found += _named(piece, role, language)
    return found
