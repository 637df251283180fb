"""The words of bylines and datelines in many languages, folded (no case, no accents): tables only."""

from __future__ import annotations

import re

from aggregator.normalize.folding import folded


def _set(*rows: str) -> frozenset[str]:
    return frozenset(folded(word) for row in rows for word in row.split("|"))


MACHINE_JUNK = _set(
    "null|none|nil|undefined|array|object|[object object]|object object|n/a|nan|false|true|(null)|(none)|<none>|"
    "unset|#n/a|{author}|%author%|{{author}}|$author|no name|noname",
)
"""What a template prints when it has no author: not even a byline."""

NOBODY = _set(
    "admin|admins|administrator|administrateur|administrador|amministratore|administrador do site|site admin|"
    "web admin|wp admin|wpadmin|wp-admin|site administrator|website administrator|super user|superuser|super admin|"
    "root|user|webmaster|system|sysadmin|postmaster|moderator|default|test|tester|author|the author|author name|"
    "your name|name|username|editor name",
    "anonymous|anonymous coward|anon|anonym|anonyme|anonimo|anonymus|anonymous user|anoniem|unknown|unknown author|"
    "author unknown|auteur inconnu|unbekannt|inconnu|desconocido|desconhecido|sconosciuto|onbekend|okand|ukjent|"
    "ukendt|nieznany|tuntematon|nobody",
    "guest|guests|guest author|guest writer|guest contributor|guest post|guest poster|guest blogger|guest columnist|"
    "guest editor|guest user|guest essay|gast|gastautor|gastbeitrag|invite|invitado|autor invitado|ospite|convidado|"
    "gasten|gosc|gosc redakcji|contributor|contributors|contributing author|contributed|contributed content|"
    "contributed post|contributed report|reader|reader submission|submitted|user submitted|sponsored|"
    "sponsored content|sponsored post|partner content|paid content|brand studio|press release|pressrelease|"
    "press office|promoted|advertorial|advertisement|various|various authors|various artists|multiple authors|"
    "see below|no author|not specified|not available|to be announced|tba|tbd|contest winner|support|customer support|"
    "help desk|helpdesk|office|autoposter|autopost|auto post|rss bot|news bot|bot|ifttt|zapier|wordpress|feedburner|"
    "chi siamo|about us|contact|contact us|kontakt|impressum|courtesy|courtesy photo|handout|file photo|stock photo|"
    "autor convidado|autora convidada|autora invitada|autor externo|auteur invite|gastautorin|gastschreiber|gjest|"
    "gjesteskribent|gastauteur|autore ospite|konuk yazar|penulis tamu|гостевой автор|приглашенный автор|客座作者|"
    "by|von|par|por|door|oleh|автор:|external|curator|todo",
    "админ|администратор|аноним|неизвестен|гость|пользователь|автор|不详|佚名|匿名|管理员|管理員|管理者|站长|未知|"
    "网友|訪客|名無し|ゲスト|관리자|익명|손님|운영자|مدير|مجهول|ضيف|admin istrator|yonetici|misafir|anonim|"
    "bilinmiyor|quan tri vien|ผู้ดูแลระบบ",
)
"""Placeholders in the place of an author."""

STAFF = _set(
    "staff|the staff|staff writer|staff writers|staff reporter|staff reporters|staff report|staff reports|"
    "staff correspondent|staff correspondents|staff editor|from staff reports|from staff and wire reports|"
    "staff and wire reports|by staff|newsroom|the newsroom|newsdesk|news desk|the news desk|desk|web desk|webdesk|"
    "online desk|digital desk|editorial|editorials|editor|the editor|editors|the editors|editorial board|"
    "the editorial board|editorial staff|editorial team|editorial office|our correspondent|our correspondents|"
    "our reporter|our reporters|our special correspondent|our staff reporter|our bureau|our own correspondent|"
    "our foreign staff|foreign staff|own correspondent|special correspondent|special correspondents|correspondent|"
    "correspondents|reporter|reporters|bureau|news team|the team|team|web team|online team|digital team|"
    "monitoring desk|monitoring report|news report|news service|news services|news network|agency reporter|"
    "city reporter|"
    "our own reporter|a staff reporter|a staff writer|a special correspondent|from our correspondent|"
    "from our own correspondent|from our special correspondent|from correspondents|web editor|online editor|"
    "sports reporter|a correspondent|a reporter|bureau report|writer|writers|journalist|columnist|leader|"
    "leader writer",
    "redaktion|die redaktion|redaktionsteam|online-redaktion|onlineredaktion|redaktioneller mitarbeiter|"
    "eigener bericht|redaktor|redakce|redakcia|redakcja|redakcija|uredništvo|urednistvo|redakcio|szerkesztoseg|"
    "a szerkesztoseg|toimitus|toimituskunta|redaksjonen|redaktionen|redaksi|tim redaksi|toimetus|"
    "redakcine informacija|redactia|redaccio|erredakzioa",
    "redaction|la redaction|la redac'|redac|la redac|le desk|service web|le service web|notre correspondant|"
    "service politique|service economie|service sports|service international|service culture|service societe|"
    "de notre correspondant|de notre envoye special|redaction web|redaction numerique|avec agences",
    "redazione|la redazione|a cura della redazione|redazione web|redazione online|redazionale|nostro inviato|"
    "dal nostro inviato|dal nostro corrispondente",
    "redaccion|la redaccion|redaccion digital|redaccion web|redactor|nuestro corresponsal|de nuestro corresponsal",
    "redacao|da redacao|a redacao|equipe|equipe de reportagem|reportagem local|da reportagem|da reportagem local|"
    "nossa redacao",
    "redactie|de redactie|onze redactie|onze correspondent|van onze redactie|van onze correspondent|"
    "van onze verslaggever|onze verslaggever|redactie online|webredactie",
    "редакция|от редакции|редакция сайта|наш корреспондент|собкор|соб. инф.|соб. корр.|корреспондент|"
    "служба новостей|отдел новостей|пресс-служба|редакція|редакцiя|новостная служба|редакцията|редакциja|редакција|"
    "συντακτικη ομαδα|συνταξη|newsroom team|haber merkezi|haber servisi|editor masasi|yazi isleri|"
    "dis haberler servisi|internet haber|webdunia desk",
    "本报讯|本報訊|本报记者|本報記者|本刊记者|本刊編輯|本刊编辑|本报编辑部|本社记者|本社記者|编辑部|編輯部|編集部|"
    "本网讯|本站讯|本报综合|本报综合报道|综合报道|綜合報導|綜合報道|即時新聞|即時新聞中心|社論|社论|社説|本报评论员|"
    "評論員|评论员|記者|记者|編集委員|論説委員|論說委員|編集局|報道部|スタッフ|ニュース編集部|本報綜合|本報綜合報導|"
    "小編|小编",
    "편집부|편집국|편집자|온라인뉴스팀|뉴스팀|디지털뉴스팀|온라인팀|온라인 뉴스팀|디지털뉴스부|인터넷뉴스팀|취재팀|"
    "기자|사설|뉴스룸|특별취재팀",
    "ڈیسک|ويب ڈیسک|ویب ڈیسک|هيئة التحرير|المحرر|التحرير|فريق التحرير|تحرير|المحررون|غرفة الأخبار|مراسلنا|سردبير|"
    "تحریریه|מערכת|המערכת|न्यूज डेस्क|वेब डेस्क|न्यूज़ डेस्क|संपादकीय|डेस्क|संवाददाता|ब्यूरो|กองบรรณาธิการ|"
    "নিজস্ব প্রতিবেদক|নিজস্ব সংবাদদাতা|ban bien tap|bbt|toa soan",
)
"""Newsroom bylines, whole."""

STAFF_SHAPE = re.compile(
    r"(?:(?:[\w.'&-]+ ){1,4}(?:staff|staff writers?|staff reporters?|newsroom|news ?desk|web ?desk|desk|"
    r"editorial (?:board|team|staff)|(?:news|web) team|news (?:service|network|bureau)|bureau|team|"
    r"editors|redaktion|redazione|redaccion|redacao|redaktionen|toimitus|redakcja|haber merkezi|correspondents?|"
    r"redactie|redaksi|redakce|(?:news|wire) services?|staff reports?)"
    r"|(?:[\w.]+-)+(?:redaktion|redactie|redaktionen|team)"
    r"|(?:an? |our |the )?(?:own |special |staff |foreign )*(?:correspondent|reporter|writer) (?:in|at) [\w.' -]{2,30}"
    r"|(?:redaktion|redaccion|redazione|redacao|redaction|redactie|redakcja|redakce|team|equipe|редакция|tim)"
    r"(?: [\w.'«»\"&-]+){1,4})"
)
"""Newsroom bylines with the paper's name: `Verge Staff`, `taz-Redaktion`, `Redazione Sport` (folded)."""

EAST_STAFF = re.compile(
    r".{0,10}(?:编辑部|編輯部|編集部|編集局|報道部|综合报道|綜合報導|綜合報道|新聞中心|新闻中心|뉴스팀|편집국|편집부|취재팀|온라인팀|"
    r"데스크)|本(?:报|報|刊|网|網|站|社)(?:讯|訊|综合|綜合).{0,6}"
)

UNNAMED_AGENCIES = _set(
    "agencies|agency|news agencies|wire|wires|wire services|wire service|wire reports|wire report|newswire|"
    "news wires|agencias|agencia|agence|agences|agenturen|agentur|agenzie|agenzia|agencies inputs|agency inputs|"
    "inputs from agencies|persbureaus|agencies report|from wire reports|with agencies|and agencies|con agencias|"
    "avec agences|mit agenturen|agències|byra|агентства|информагентства|ajanslar|外电|外電|综合外电|綜合外電|外媒|"
    "通讯社|agency report|news agency|international agencies|nyhetsbyra|nyhetsbyraer|nyhetsbyraar|persbureau|"
    "nachrichtenagenturen|وكالات|الوكالات|وكالات الأنباء|وكالة|агенции|агенція|агентство|агенства|информагентство|"
    "информационные агентства|інформагентства|πρακτορεια|πρακτορεια ειδησεων|ajans|haber ajanslari|통신사|외신|"
    "통신|סוכנויות|"
    "סוכנויות הידיעות|एजेंसी|एजेंसियां|एजेंसियाँ|एजेन्सी|एजेंसीज|সংবাদ সংস্থা|এজেন্সি|agentury|agencje|agencja|"
    "hirugynokseg|"
    "tin tong hop|kantor berita|uutistoimistot|通信各社|agencias de noticias|agenzie di stampa|agences de presse",
)
"""Wire services that stay unnamed: `20MINUTOS / AGENCIAS`."""

ROLE_NOUNS = _set(
    "writer|writers|editor|editors|reporter|reporters|correspondent|correspondents|journalist|journalists|columnist|"
    "columnists|contributor|contributors|producer|producers|photographer|photographers|analyst|commentator|critic|"
    "host|anchor|narrator|director|professor|lecturer|president|officer|fellow|manager|executive|founder|co-founder|"
    "cofounder|ceo|cto|cfo|coo|chief|intern|blogger|researcher|economist|strategist|consultant|author|authors|"
    "translator|illustrator|cartoonist|presenter|librarian|engineer|spokesman|spokeswoman|spokesperson|chairman|"
    "chairwoman|chair|secretary|minister|senator|specialist|coordinator|developer|designer|advocate|attorney|lawyer|"
    "historian|poet|novelist|essayist|videographer|videojournalist|evangelist|architect|scientist|principal|dean|"
    "scholar|partner|counsel|now|earlier|realtor|m.p.|aide|expert|student|advisor|adviser|informationist|"
    "photojournalist|cameraman|illustrator|arquitecto|arquitecta|architekt|fotograf|fotografo|fotografa|photographe",
    "redakteur|redakteurin|korrespondent|korrespondentin|reporterin|journalistin|autor|autorin|volontar|volontarin|"
    "mitarbeiter|mitarbeiterin|chefredakteur|chefredakteurin|ressortleiter|ressortleiterin|herausgeber|kommentator|praktikant|freier|"
    "redaktorin|redaktor|korrespondenten|journaliste|journalistes|correspondant|correspondante|redacteur|redactrice|"
    "chroniqueur|chroniqueuse|editorialiste|pigiste|auteur|autrice|economiste|historien|historienne|sociologue|"
    "politologue|philosophe",
    "periodista|redactor|redactora|corresponsal|colaborador|colaboradora|columnista|reportero|reportera|editora|"
    "enviado|enviada|cronista|analista|giornalista|corrispondente|inviato|inviata|caporedattore|direttore|"
    "collaboratore|editorialista|envoye|envoyee|jornalista|colunista|correspondente|colaboracao|estagiario|"
    "estagiaria|articulista|verslaggever|verslaggeefster|columniste|hoofdredacteur|medewerker|ordforande|"
    "riksdagsledamot|ledamot|politiker|krönikör|kronikor|skribent|ledarskribent|dziennikarz|dziennikarka|"
    "korespondent|publicysta|publicystka|redaktorka|komentator|reportér|zpravodaj|muhabir|muhabiri|yazar|yazari|"
    "kose|gazeteci|toimittaja|kirjeenvaihtaja|ujsagiro|wartawan|penulis|kontributor",
    "корреспондент|спецкор|журналист|журналистка|редактор|обозреватель|колумнист|обозревательница|политолог|"
    "экономист|эксперт|аналитик|писатель|публицист|главред|шеф-редактор|кореспондент|журналіст|оглядач|"
    "δημοσιογράφος|ανταποκριτής",
)
"""Words that end (or, before a name, open) what somebody is: `political editor`, `opinion contributor`."""

OUTLETS = _set(
    "tnn|abc|abc net|aftenposten|aftonbladet|al arabiya|al jazeera|al-jazeera|aljazeera|allafrica|ars technica|"
    "asahi shimbun|axios|bbc|bfmtv|bild|billboard|boing boing|business insider|business standard|businessweek|"
    "buzzfeed|cbc|cbs|cctv|cgtn|channelnewsasia|clarin|cnbc|cnet|cnn|dagens nyheter|dagens naringsliv|der spiegel|"
    "der standard|deutsche welle|deutschlandfunk|die presse|die welt|die zeit|digital foundry|dw|el diario|el mundo|"
    "el pais|el universal|engadget|espn|euronews|expressen|facebook|faz|fast company|folha|folha de s.paulo|"
    "folha de s paulo|forbes|francetv info|france 24|france24|franceinfo|g1|gizmodo|golem|google|haaretz|"
    "handelsblatt|harvard business review|heise|hindustan times|huffington post|huffpost|ibm|il sole 24 ore|"
    "india today|instagram|itv|kommersant|kotaku|l'equipe|l'express|l'obs|la nacion|la repubblica|la stampa|"
    "la vanguardia|lefigaro|lemonde|lequipe|les echos|lifehacker|linkedin|mainichi|mashable|mediaset|meduza|"
    "microsoft|moneycontrol|mozilla|msnbc|mtv|n-tv|national geographic|nbc|ndr|ndtv|newsweek|nikkei|nikkei asia|npr|"
    "nrc|nrk|ntv|nzz|orf|pbs|pitchfork|politico|pravda|propublica|publico|r7|rai|rbc|rfi|rolling stone|rt|rtbf|rte|"
    "rtl|rtve|rts|sbs|scientific american|slashdot|slate|sohu|space.com|srf|svt|tagesschau|tagesspiegel|techcrunch|"
    "technologyreview|telegraaf|telesur|the athletic|the atlantic|the conversation|the economist|the guardian|"
    "the hill|the hindu|the independent|the information|the intercept|the messenger|the moscow times|the new yorker|"
    "the onion|the straits times|the sun|the verge|time|times of india|tmz|tvn24|tv 2|twitter|uol|usa today|vg|vogue|"
    "voa|voice of america|wdr|welt|wired|wikipedia|wirecutter|yahoo|yle|yomiuri shimbun|youtube|zdf|zdnet|"
    "zeit online|вести|ведомости|известия|коммерсантъ|коммерсант|комсомольская правда|лента.ру|медуза|рбк|"
    "рбк-україна|українська правда|radio free europe|rfe/rl|人民日报|人民网|澎湃|澎湃新闻|界面新闻|央视|"
    "央视新闻|新浪|腾讯|网易|朝日新聞|読売新聞|毎日新聞|"
    "日本経済新聞|産経新聞|조선일보|중앙일보|동아일보|한겨레|경향신문|الجزيرة|العربية|بي بي سي|سي إن إن|الشرق الأوسط",
)
"""Papers, broadcasters and sites whose names say nothing of it; agencies stand in their own table."""

ROLE_MODIFIERS = _set(
    "staff|senior|junior|chief|special|associated|press|canadian|assistant|associate|deputy|managing|executive|"
    "contributing|guest|freelance|political|business|sports|sport|science|health|technology|tech|education|"
    "environment|foreign|national|international|diplomatic|economics|economic|finance|financial|legal|crime|courts|"
    "court|arts|culture|food|travel|music|film|entertainment|opinion|news|data|features|feature|investigative|lead|"
    "principal|global|regional|local|metro|city|state|white|house|capitol|hill|us|uk|u.s.|asia|europe|africa|middle|"
    "east|world|defence|defense|security|royal|royals|transport|consumer|personal|property|media|social|digital|"
    "video|audio|photo|weather|climate|energy|religion|fashion|lifestyle|style|gaming|games|research|visiting|"
    "adjunct|emeritus|former|our|the|and|&|of|for|web|online|general|assignment|breaking|trending|live|audience|"
    "engagement|community|night|weekend|copy|washington|london|new|york|nytimes|ap|reuters|bbc|times|post|daily|"
    "correspondent|industry|market|markets|team|unser|unsere|unserer|unserem|freie|freier|unseres|notre|nuestro|"
    "nuestra|envoye|speciale|especial|onze|nostro|nostra|наш|наша|специальный|собственный|политический|product|"
    "creative|art|technical|independent|books|blog|marketing|software|vice|co|account|project|program|public|"
    "affairs|policy|head|collection|development|clinical|reference|acquisitions|metadata|instruction|outreach|"
    "nursing|medical|enviado|enviada|inviato|inviata|specialkorrespondent|спец",
)
"""What stands before a role noun."""

ORGANIZATION_WORDS = _set(
    "news|newspaper|newspapers|times|post|press|journal|herald|tribune|gazette|chronicle|daily|weekly|magazine|"
    "media|network|networks|radio|tv|television|channel|broadcast|broadcasting|broadcaster|online|digital|inc|inc.|"
    "ltd|ltd.|llc|llp|gmbh|ag|corp|corp.|corporation|co.|company|companies|plc|s.a.|group|foundation|institute|"
    "institution|university|college|school|academy|association|society|council|committee|commission|agency|ministry|"
    "department|dept.|office|bureau|center|centre|club|museum|library|church|hospital|records|studio|studios|"
    "productions|production|podcast|podcasts|blog|blogs|project|lab|labs|laboratory|service|services|systems|"
    "solutions|technologies|technology|software|marketing|communications|publishing|publications|publisher|"
    "publishers|books|shop|store|hotel|restaurant|union|league|federation|party|government|police|authority|bank|"
    "fund|capital|partners|consulting|observer|examiner|inquirer|courier|mirror|telegraph|sentinel|dispatch|"
    "bulletin|register|globe|argus|review|report|reports|today|magazin|show|orchestra|philharmonia|band|garden|"
    "pictures|photography|photos|images|entertainment|games|gaming|sports|homes|estate|realty|insurance|travel|"
    "digest|wire|newswire|associates|enterprises|industries|international|worldwide|holdings|ventures|initiative|"
    "alliance|coalition|campaign|trust|archive|archives|editions|edition|guide|desk|newsletter|web|video|videos|"
    "community|forum|wiki|app|apps|hub|hq|organics|health|healthcare|nursing|sciences|engineering|medicine|"
    "faculty|platform|developers|football",
    "zeitung|tageszeitung|nachrichten|anzeiger|blatt|tagblatt|tageblatt|verlag|verein|verband|rundschau|allgemeine|"
    "kurier|rundfunk|fernsehen|stiftung|ministerium|universitat|hochschule|tidning|tidningar|tidningen|posten|"
    "bladet|riksforbund|forbund|forbundet|avis|avisen|dagblad|dagbladet|krant|nieuws|omroep|stichting|gazeta|"
    "dziennik|wydawnictwo|noviny|novine|vijesti|vesti|hirlap|haber|haberler|gazetesi|ajansi|universitesi|periodico|"
    "diario|revista|agencia|fundacion|asociacion|universidad|comunicacion|comunicaciones|noticias|editorial|"
    "gobierno|ministerio|ayuntamiento|jornal|noticia|fundacao|associacao|universidade|comunicacao|prefeitura|"
    "assessoria|imprensa|giornale|gazzetta|corriere|quotidiano|rivista|agenzia|fondazione|associazione|universita|"
    "notizie|ufficio|stampa|quotidien|hebdo|presse|agence|fondation|universite|ministere|syndicat|reseau|collectif|"
    "comite|газета|новости|новостей|агентство|институт|университет|журнал|издание|издательство|телеканал|радио|"
    "портал|министерство|компания|фонд|вести|известия|новини|видавництво",
)
"""A name with one of these is a company, paper or body."""

SURNAMES_TOO = _set(
    "post|press|church|books|herald|times|school|club|garden|store|shop|court|page|bishop|register|day|fund|capital|"
    "bank|trust|archive|globe|mirror|estate|homes|today|show|band|ag|web|lab|wire|hub|review|journal|office|daily|"
    "police|guide|union|party|travel|partners|group|hebdo|presse|stampa|haber|vesti|desk",
)
"""Of these, the ones that people are called: `Emily Post` is a person."""

EAST_ORGANIZATION = re.compile(
    r".*(?:公司|株式会社|研究院|研究所|大学|大學|新聞社|新聞|新闻|日报|日報|晚报|時報|时报|周刊|週刊|网|網|電視台|电视台|协会|協會|"
    r"委員会|委员会|ニュース|通信社|出版社|事務所|신문|뉴스|방송|일보|주식회사|대학교|연구소|위원회|협회)"
)

DOMAIN = re.compile(
    r"(?:www\.)?[\w-]+(?:\.[\w-]+){0,3}\.(?:com|net|org|info|biz|gov|edu|tv|fm|io|co|eu|de|at|ch|fr|es|it|pt|br|pl|cz|sk|nl|be|uk|"
    r"ie|se|no|dk|fi|ru|ua|by|kz|bg|ro|hu|gr|tr|il|in|pk|jp|cn|kr|tw|hk|id|my|ph|vn|th|au|nz|za|ng|ke|ca|us|mx|ar|cl|pe|cat|"
    r"news|online|media|press|blog|club|site|xyz|app|dev|рф)",
    re.IGNORECASE,
)
"""`tvn24.pl`: a site, not a person."""

STRONG_CONJUNCTIONS = _set(
    "and|&|+|ft.|feat.|und|et|og|och|ja|ve|dan|es|si|и|та|και|sowie|plus|with|mit|avec|med|és|și|và|और|و|आणि|"
    "এবং|ו|als|along|"
    "together|dengan",
)
"""`and`: joins two names, or one name and an agency."""

WEAK_CONJUNCTIONS = _set(
    "y|e|i|en|a|o|і|й|x|×",
)
"""Also parts of surnames (`Lopes e Silva`) or prepositions: they part only full names."""

PLACE_PREPOSITIONS = _set(
    "in|at|from|à|au|aux|en|em|i|w|we|z|v|ve|aus|bei|desde|da|dal|no|na|из|в|te|uit|fra|fran|från|hos|på",
)
"""Between a name and where its owner wrote: `Jane Doe in Berlin`."""

AFFILIATION_PREPOSITIONS = _set(
    "for|of|fur|pour|para|per|voor|dla|для|специально|special|exclusive|exclusively|at|från|za|till|on",
)
"""Between a name and a paper: `Jane Doe for The Example Times`."""

SHOUTED_LABELS = _set(
    "horoscope|super|real|world|dear|ask|"
    "exclusive|breaking|breaking news|opinion|update|updated|update 1|watch|read|live|live updates|analysis|"
    "explainer|video|photos|photo|review|editorial|interview|factbox|timeline|correction|developing|alert|sponsored|"
    "advertisement|podcast|listen|poll|quiz|gallery|preview|recap|report|special report|news|sports|business|weather|"
    "warning|note|editor's note|question|answer|q|a|summary|highlights|key points|top stories|headlines|in brief|"
    "background|context|urgent|just in|must read|must see|follow|subscribe|share|free|new|sale|today|tonight|"
    "yesterday|tomorrow|monday|tuesday|wednesday|thursday|friday|saturday|sunday|january|february|march|april|may|"
    "june|july|august|september|october|november|december|spoiler alert|spoiler|spoilers|trigger warning|disclaimer|"
    "disclosure|ingredients|directions|method|pros|cons|verdict|what|who|when|where|why|how|what we know|"
    "what to know|the basics|details|price|rating|score|final|halftime|dear reader|dear readers|hello|hi|hey|thanks|"
    "ok|yes|no|oh|wow|wtf|lol|omg|tldr|eilmeldung|exklusiv|kommentar|analyse|meinung|liveticker|achtung|wetter|sport|"
    "exclusif|direct|vidéo|en direct|exclusiva|última hora|urgente|opinión|vídeo|en vivo|esclusiva|ultim'ora|diretta|"
    "срочно|видео|фото|мнение|эксклюзив|обновлено|внимание|world|politics|technology|science|health|culture|"
    "entertainment|style|travel|food|money|tech|fact check|rumor|rumour|confirmed|official|release|released|"
    "press release|for immediate release|immediate release|wanted|missing|lost|found|help|stop|look|wait|attention|"
    "important|reminder|tip|tips|hint|bonus|win|contest|ibm|nasa|nato|bbc|cnn|fbi|cia|usa today|abc|nbc|cbs|nfl|nba|"
    "mlb|nhl|fifa|uefa|unicef|unesco|imf|opec|eu|un"
)
"""Labels before a dash or colon that are no places: `BREAKING —`, `WATCH:`."""

NO_PLACE_WORDS = _set(
    "the|a|an|and|or|but|is|are|was|were|has|have|had|will|to|with|for|from|by|this|that|these|you|your|we|our|"
    "i|my|it|"
    "its|he|she|they|his|her|not|no|how|why|what|who|when|where|which|all|one|two|three|part|chapter|section|"
    "top|best|"
    "und|oder|der|die|das|ist|ein|eine|est|une|sont|por|para|con|una"
)
"""Words of prose: a line in capitals that holds one is no place."""
