"""Places that news is dated from, folded: `Jane Doe, London` is one person, `PARIS —` not just a shouted word."""

from __future__ import annotations

import re

from aggregator.normalize.folding import folded

_CITIES = (
    # Capitals and seats of government
    "abu dhabi|abuja|accra|addis ababa|algiers|alger|amman|amsterdam|ankara|antananarivo|apia|ashgabat|asmara|astana|"
    "asuncion|athens|athenes|athen|atene|baghdad|bagdad|baku|bamako|bandar seri begawan|bangkok|bangui|banjul|"
    "basseterre|beijing|pekin|peking|pechino|beirut|beyrouth|belgrade|belgrad|beograd|belmopan|berlin|berlino|bern|"
    "berne|bishkek|bissau|bogota|brasilia|bratislava|brazzaville|bridgetown|brussels|bruxelles|brussel|brüssel|"
    "bruselas|bucharest|bucuresti|bucarest|bukarest|budapest|buenos aires|bujumbura|cairo|le caire|kairo|el cairo|"
    "il cairo|canberra|caracas|castries|chisinau|colombo|conakry|copenhagen|kobenhavn|copenhague|kopenhagen|dakar|"
    "damascus|damas|damaskus|dar es salaam|dhaka|dili|djibouti|dodoma|doha|dublin|dushanbe|freetown|gaborone|gaza|"
    "gaza city|georgetown|gitega|guatemala city|ciudad de guatemala|hanoi|ha noi|harare|havana|la habana|helsinki|"
    "honiara|hong kong|islamabad|jakarta|jerusalem|juba|kabul|kampala|kathmandu|khartoum|kiev|kyiv|kiew|kigali|"
    "kingston|kinshasa|kuala lumpur|kuwait city|kuwait|la paz|libreville|lilongwe|lima|lisbon|lisboa|lissabon|"
    "lisbonne|ljubljana|lome|london|londres|londra|londen|luanda|lusaka|luxembourg|luxemburg|madrid|majuro|malabo|"
    "male|managua|manama|manila|maputo|maseru|mbabane|mexico city|ciudad de mexico|mexico|minsk|mogadishu|monaco|"
    "monrovia|montevideo|moroni|moscow|moskva|moscou|moskau|moscu|mosca|muscat|n'djamena|nairobi|nassau|naypyitaw|"
    "new delhi|niamey|nicosia|nouakchott|nur-sultan|nuku'alofa|nuuk|oslo|ottawa|ouagadougou|palikir|panama city|"
    "panama|paramaribo|paris|parigi|phnom penh|podgorica|port louis|port moresby|port of spain|port-au-prince|"
    "port-vila|porto-novo|prague|praha|prag|praia|pretoria|pristina|pyongyang|quito|rabat|ramallah|reykjavik|riga|"
    "riyadh|rome|roma|rom|san jose|san marino|san salvador|sanaa|santiago|santo domingo|sao tome|sarajevo|seoul|"
    "singapore|singapour|skopje|sofia|sri jayawardenepura kotte|stockholm|sucre|suva|taipei|tallinn|tarawa|tashkent|"
    "tbilisi|tegucigalpa|tehran|teheran|tel aviv|thimphu|tirana|tokyo|tokio|tripoli|tunis|ulaanbaatar|ulan bator|"
    "united nations|vaduz|valletta|vatican city|vatican|victoria|vienna|wien|vienne|vientiane|vilnius|warsaw|"
    "warszawa|warschau|varsovie|varsovia|washington|"
    "washington dc|washington d.c.|wellington|windhoek|yamoussoukro|yangon|yaounde|yerevan|zagreb|"
    "the hague|den haag",
    # Other cities of Europe
    "aachen|aarhus|aberdeen|alicante|amiens|antwerp|antwerpen|augsburg|avignon|barcelona|bari|basel|belfast|bergen|"
    "bielefeld|bilbao|birmingham|bochum|bologna|bonn|bordeaux|bremen|brest|bristol|brighton|brno|bruges|brugge|"
    "calais|cambridge|cannes|cardiff|catania|charleroi|cologne|cork|cortina d'ampezzo|cracow|krakow|davos|debrecen|"
    "delft|dijon|dnipro|dniprotetrovsk|donetsk|dortmund|dresden|duisburg|dundee|dusseldorf|edinburgh|eindhoven|"
    "erfurt|espoo|essen|firenze|florence|frankfurt|frankfurt am main|frankfurt/main|freiburg|gdansk|gdynia|geneva|"
    "geneve|genf|ginevra|genoa|genova|ghent|gent|gibraltar|glasgow|gothenburg|goteborg|granada|graz|grenoble|"
    "groningen|guimaraes|halle|hamburg|hannover|heidelberg|innsbruck|irkutsk|istanbul|izmir|jena|kaliningrad|"
    "karlsruhe|katowice|kassel|kaunas|kazan|kharkiv|kharkov|kherson|kiel|koblenz|koln|kosice|la coruna|lausanne|"
    "leeds|leiden|leicester|leipzig|leuven|liege|lille|linz|liverpool|lodz|lublin|lubeck|lucerne|lugano|lviv|lyon|"
    "lyons|magdeburg|mainz|malaga|malmo|manchester|mannheim|marbella|mariupol|marseille|marseilles|metz|milan|milano|"
    "mailand|monte carlo|montpellier|mulhouse|munich|munchen|munster|murmansk|namur|nancy|nantes|napoli|naples|"
    "newcastle|nice|nis|nottingham|novi sad|novosibirsk|nuremberg|nurnberg|odense|odesa|odessa|oporto|osnabruck|"
    "ostrava|oxford|padova|padua|palermo|palma|palma de mallorca|pamplona|parma|perugia|pisa|plovdiv|plymouth|porto|"
    "potsdam|poznan|regensburg|reims|rennes|rijeka|rostock|rostov-on-don|rotterdam|rouen|saarbrucken|salamanca|"
    "salzburg|san sebastian|santander|santiago de compostela|seville|sevilla|sheffield|siena|sochi|southampton|split|"
    "st. gallen|st. petersburg|saint petersburg|stavanger|strasbourg|stuttgart|szczecin|szeged|tampere|tarragona|"
    "thessaloniki|timisoara|torino|turin|toulouse|trento|trieste|trondheim|turku|udine|uppsala|utrecht|valencia|"
    "valladolid|varna|venice|venezia|verona|vigo|vladivostok|weimar|wiesbaden|wolfsburg|wroclaw|wurzburg|"
    "yekaterinburg|ypres|zaporizhzhia|zaragoza|zurich|zuerich|cluj-napoca|iasi|sevastopol|simferopol|bakhmut",
    # The Americas
    "albany|albuquerque|anchorage|annapolis|arlington|atlanta|atlantic city|augusta|austin|baltimore|baton rouge|"
    "beverly hills|bismarck|boise|boston|boulder|bronx|brooklyn|buffalo|calgary|cape canaveral|carson city|"
    "charleston|charlotte|chicago|cincinnati|cleveland|colorado springs|columbia|columbus|concord|corpus christi|"
    "dallas|daytona beach|denver|des moines|detroit|durham|edmonton|el paso|eugene|fargo|ferguson|fort lauderdale|"
    "fort worth|fresno|galveston|grand rapids|greensboro|guantanamo bay|halifax|harrisburg|hartford|hollywood|"
    "honolulu|houston|indianapolis|jackson|jacksonville|jersey city|kansas city|key west|knoxville|lake buena vista|"
    "lansing|las vegas|lexington|lincoln|little rock|long beach|los angeles|louisville|manhattan|memphis|menlo park|"
    "mesa|miami|miami beach|milwaukee|minneapolis|mobile|montgomery|montreal|mountain view|nashville|new haven|"
    "new orleans|new york|new york city|newark|norfolk|oakland|oklahoma city|olympia|omaha|orlando|palm beach|"
    "palm springs|palo alto|pasadena|philadelphia|phoenix|pittsburgh|plano|portland|princeton|providence|quebec|"
    "quebec city|raleigh|redmond|reno|richmond|rochester|sacramento|saint paul|salem|salt lake city|san antonio|"
    "san diego|san francisco|santa ana|santa barbara|santa clara|santa fe|santa monica|savannah|scottsdale|seattle|"
    "silicon valley|sioux falls|spokane|springfield|st. john's|st. louis|st. paul|stamford|syracuse|tacoma|"
    "tallahassee|tampa|toledo|topeka|toronto|trenton|tucson|tulsa|uvalde|vancouver|virginia beach|wall street|"
    "west palm beach|wichita|wilmington|windsor|winnipeg|worcester|acapulco|antofagasta|arequipa|bahia|barranquilla|"
    "belem|belo horizonte|cali|campinas|cancun|cartagena|ciudad juarez|cochabamba|concepcion|cordoba|cucuta|curitiba|"
    "cusco|florianopolis|fortaleza|goiania|guadalajara|guayaquil|la plata|manaus|maracaibo|mar del plata|medellin|"
    "mendoza|merida|monterrey|natal|oaxaca|porto alegre|puebla|recife|rio de janeiro|rio|rosario|salvador|san juan|"
    "san pedro sula|santa cruz|santos|sao paulo|tijuana|tucuman|valparaiso|veracruz",
    # Asia, Africa, Oceania
    "ahmedabad|aleppo|alep|amritsar|bali|bandung|bangalore|bengaluru|basra|benghazi|bhopal|bhubaneswar|busan|"
    "calcutta|cebu|chandigarh|chengdu|chennai|chiang mai|chittagong|chongqing|coimbatore|da nang|dalian|davao|"
    "dehradun|delhi|denpasar|dubai|erbil|faisalabad|fukuoka|fukushima|goa|guangzhou|gurgaon|gurugram|guwahati|haifa|"
    "hangzhou|harbin|herat|hiroshima|ho chi minh city|hyderabad|idlib|incheon|indore|isfahan|jaipur|jammu|jeddah|"
    "jenin|kandahar|kanpur|kaohsiung|karachi|kobe|kochi|kolkata|kunming|kyoto|lahore|lhasa|lucknow|macau|macao|"
    "madurai|malacca|mandalay|mangalore|mangaluru|mashhad|mecca|medan|medina|mosul|multan|mumbai|bombay|mysore|"
    "mysuru|nablus|nagasaki|nagoya|nagpur|nanjing|noida|osaka|patna|penang|peshawar|phuket|pune|quetta|raipur|ranchi|"
    "rawalpindi|saigon|sapporo|sendai|shanghai|sharjah|shenzhen|shimla|srinagar|surabaya|surat|suzhou|taichung|"
    "tainan|thiruvananthapuram|tianjin|urumqi|varanasi|vadodara|vijayawada|visakhapatnam|wuhan|xi'an|xian|yokohama|"
    "zhengzhou|panmunjom|sharm el-sheikh|rafah|khan younis|almaty|samarkand|abidjan|agadir|alexandria|bulawayo|"
    "cape town|casablanca|cotonou|douala|durban|goma|ibadan|johannesburg|kaduna|kano|lagos|lubumbashi|marrakech|"
    "marrakesh|mombasa|nouadhibou|oran|port harcourt|pointe-noire|timbuktu|adelaide|auckland|brisbane|cairns|"
    "christchurch|darwin|gold coast|hobart|melbourne|perth|sydney|townsville|noumea|papeete",
    # Other scripts
    "москва|санкт-петербург|киев|київ|минск|донецк|луганск|симферополь|севастополь|вашингтон|лондон|париж|берлин|"
    "брюссель|пекин|варшава|анкара|стамбул|алма-ата|астана|нур-султан|ташкент|баку|ереван|тбилиси|кишинев|харьков|"
    "одесса|львов|новосибирск|екатеринбург|казань|софия|београд|αθήνα|αθηνα|θεσσαλονίκη|القاهرة|بيروت|دمشق|بغداد|"
    "الرياض|دبي|عمان|القدس|غزة|رام الله|تونس|الجزائر|الرباط|الخرطوم|صنعاء|طهران|موسكو|واشنطن|لندن|باريس|نيويورك|"
    "تهران|नई दिल्ली|मुंबई|कोलकाता|चेन्नई|लखनऊ|पटना|भोपाल|जयपुर|वाशिंगटन|लंदन|北京|上海|台北|臺北|高雄|香港|华盛顿|"
    "台中|台南|新北|桃園|基隆|新竹|嘉義|屏東|宜蘭|花蓮|台東|南投|雲林|彰化|苗栗|澎湖|广州|廣州|深圳|成都|重庆|武汉|西安|南京|杭州|天津|"
    "东京|首尔|纽约|紐約|巴黎|伦敦|倫敦|莫斯科|柏林|华盛顿|華盛頓|日内瓦|联合国|布鲁塞尔|莫斯科|ニューヨーク|モスクワ|ベルリン|"
    "ジュネーブ|ブリュッセル|バンコク|カイロ|札幌|名古屋|福岡|沖縄|那覇|대전|대구|광주|인천|울산|수원|제주|세종|뉴욕|모스크바|파리|런던|"
    "東京|大阪|京都|ソウル|ワシントン|ロンドン|パリ|서울|부산|워싱턴|도쿄|베이징",
)
_REGIONS = (
    # Countries and regions, as correspondents sign them
    "afghanistan|africa|albania|algeria|angola|argentina|armenia|asia|australia|austria|azerbaijan|bahrain|"
    "bangladesh|belarus|belgium|bolivia|bosnia|brazil|britain|bulgaria|burma|cambodia|cameroon|canada|chad|chile|"
    "china|colombia|congo|costa rica|croatia|cuba|cyprus|czech republic|denmark|deutschland|ecuador|egypt|"
    "el salvador|england|espana|estonia|ethiopia|europe|finland|france|georgia|germany|ghana|great britain|greece|"
    "greenland|guatemala|guinea|haiti|honduras|hungary|iceland|india|indonesia|iran|iraq|ireland|israel|italia|italy|"
    "ivory coast|jamaica|japan|jordan|kashmir|kazakhstan|kenya|kosovo|kyrgyzstan|laos|latvia|lebanon|liberia|libya|"
    "lithuania|malawi|malaysia|mali|malta|mauritania|moldova|mongolia|montenegro|morocco|mozambique|myanmar|namibia|"
    "nepal|netherlands|new zealand|nicaragua|niger|nigeria|north korea|northern ireland|norway|oman|pakistan|"
    "palestine|paraguay|peru|philippines|poland|portugal|puerto rico|qatar|romania|russia|rwanda|saudi arabia|"
    "schweiz|scotland|senegal|serbia|sierra leone|slovakia|slovenia|somalia|south africa|south korea|south sudan|"
    "spain|sri lanka|sudan|sweden|switzerland|suisse|syria|taiwan|tanzania|thailand|tunisia|turkey|turkiye|uganda|uk|"
    "u.k.|ukraine|united arab emirates|united kingdom|united states|uruguay|us|u.s.|usa|u.s.a.|uzbekistan|venezuela|"
    "vietnam|wales|west bank|yemen|zambia|zimbabwe",
    # States of the USA with their wire-style abbreviations, provinces of Canada
    "alabama|alaska|arizona|arkansas|california|colorado|connecticut|delaware|florida|hawaii|idaho|illinois|indiana|"
    "iowa|kansas|kentucky|louisiana|maine|maryland|massachusetts|michigan|minnesota|mississippi|missouri|montana|"
    "nebraska|nevada|new hampshire|new jersey|new mexico|north carolina|north dakota|ohio|oklahoma|oregon|"
    "pennsylvania|rhode island|south carolina|south dakota|tennessee|texas|utah|vermont|virginia|west virginia|"
    "wisconsin|wyoming|d.c.|ala.|ariz.|ark.|calif.|colo.|conn.|del.|fla.|ga.|ill.|ind.|"
    "kan.|ky.|la.|mass.|md.|mich.|minn.|miss.|mo.|mont.|n.c.|n.d.|n.h.|n.j.|n.m.|n.y.|neb.|nev.|okla.|ore.|pa.|r.i.|"
    "s.c.|s.d.|tenn.|tex.|va.|vt.|w.va.|wash.|wis.|wyo.|ontario|british columbia|alberta|manitoba|saskatchewan|"
    "nova scotia|new brunswick|ont.|b.c.|alta.",
)

CITIES = frozenset(folded(place) for row in _CITIES for place in row.split("|"))
PLACES = CITIES | frozenset(folded(place) for row in _REGIONS for place in row.split("|"))


# Postal codes and titles of regions that follow a city: `Abilene, TX`.
REGIONS = frozenset(
    (
        "AL|AK|AZ|AR|CA|CO|CT|DE|FL|GA|HI|ID|IL|IN|IA|KS|KY|LA|ME|MD|MA|MI|MN|MS|MO|MT|NE|NV|"
        "NH|NJ|NM|NY|NC|ND|OH|OK|OR|PA|RI|SC|SD|TN|TX|UT|VT|VA|WA|WV|WI|WY|DC|UK|US|USA|UAE|NSW|QLD"
    ).split("|")
)


def is_place(text: str) -> bool:
    """Say whether *text* is a place of the table, in any case, with or without accents; `Berlin/Paris` needs both."""
    return all(folded(part.strip()) in PLACES for part in text.split("/"))


def is_city(text: str) -> bool:
    """Say whether *text* is a city of the table, in any case, with or without accents."""
    return folded(text.strip()) in CITIES


_JOINT = re.compile(r"([\-‐'’])")
_SMALL_WORDS = frozenset(
    "de|del|do|da|di|des|du|la|le|el|al|of|and|upon|on|am|an|im|in|der|sur|en|na|nad|bei|au|aux|sous|by|the|на".split(
        "|"
    )
)


def _recased_piece(piece: str, before: list[str], *, first: bool, turkish: bool) -> str:
    """One run of letters; *before*: the runs and joints of the word in front of it."""
    lower = piece.replace("İ", "i").replace("I", "ı").lower() if turkish else piece.lower()
    small = lower in _SMALL_WORDS | {"d", "l"} and not first  # Coeur d'Alene
    inside = len(before) > 1 and before[-1] in "'’" and len(before[-2]) > 1  # Xi'an, but L'Aquila
    return lower if small or inside else piece[:1] + lower[1:]


def _recased_word(word: str, *, first: bool, turkish: bool) -> str:
    """One word of a place out of capitals: `Port-au-Prince`, `L'Aquila`; `D.C.` and `U.N.` stay."""
    if word.startswith("Mc") and word[2:].isupper():
        return "Mc" + word[2:].capitalize()
    if not word.isupper() or "." in word.rstrip("."):
        return word
    pieces = _JOINT.split(word)
    return "".join(
        _recased_piece(piece, pieces[:n], first=first and n == 0, turkish=turkish) for n, piece in enumerate(pieces)
    )


def _recased(place: str, *, turkish: bool) -> str:
    words = place.split()
    last = [words.pop()] if len(words) > 1 and words[-1] in REGIONS else []  # WASHINGTON DC
    return " ".join([*(_recased_word(word, first=n == 0, turkish=turkish) for n, word in enumerate(words)), *last])


def place_name(printed: str, language: str | None = None) -> str:
    """Return a place as an article keeps it: `Rio de Janeiro` for `RIO DE JANEIRO`, `Washington, D.C.` as it is.

    Turkish has two letters i: `İZMİR` and, where *language* says so, `ISPARTA`.
    """
    turkish = (language or "").lower().startswith(("tr", "az")) or any(char in printed for char in "İĞŞ")
    city, *regions = printed.split(", ")
    cities = "/".join(_recased(part, turkish=turkish) for part in city.split("/"))
    return ", ".join(
        [cities, *(name if len(name) == 2 or name in REGIONS else _recased(name, turkish=turkish) for name in regions)]
    )
