"""The words of walls, in the languages of the web, as stems: `-` stands for any ending. For `walls`. Data."""

SUBJECTS = {
    "script": """
        javascript- js adblock- werbeblocker- blocker bloqueur- bloqueador- engelleyici- джаваскрипт جافاسكريبت جافا
        سكريبت 자바스크립트- browser- webbrowser- navigateur- navegador- przeglądar- браузер- tarayıcı- webbläsar-
        متصفح- 브라우저-
    """,
    "cookies": """
        cookie- çerez- kakor- куки traceurs gdpr dsgvo rodo 쿠키-
    """,
    "privacy": """
        privacy datenschutz- privatsphäre privée confidentialité privacidad- privacidade prywatnoś-
        конфиденциальнос- gizlili- integritet- خصوصية- vendors consent- einwilligung- zustimmung- consentement-
        consentimiento- consenso- zgod- согла- samtyck- toestemming- 개인정보-
    """,
    "robot": """
        robot- roboter- robô bot captcha- humano- recaptcha- cloudflare ddos робот- 로봇- mensch human humain
        captch-
    """,
    "subscription": """
        subscrib- subscription- abonn- abo abbonat- abbonamen- suscri- assinante- assine prenumer- подпис- abone-
        abonel- paywall 구독- مشترك- اشترك- اشتراك- members memberships
    """,
    "login": """
        login log signin sign anmelden einloggen connectez- connecter- accedi iniciar inicia sesión logowa- zaloguj-
        войдите войти вход giriş inloggen logga 로그인- سجل تسجيل registrier- inscrivez- rejestr- zarejestr-
        зарегистрир-
    """,
    "missing": """
        404 410 found gefunden existiert- introuvable- trouvé- existe existente encontrad- encontró encontramos
        esiste nexiste trovat- znalezion- znaleźć znaleziono istnieje найден- найти существует bulunam- bulunamad-
        bestaat gevonden hittas hittades موجودة عثور 존재하지 찾을 unavailable available verfügbar disponible-
        dostępn- niedostępn- недоступ- moved deleted supprim- eliminad- удален- verschoben
    """,
    "error": """
        error- fehler erreur- errore erro błąd błęd- ошибк- hata 오류- خطأ http 400 401 403 429 451 500 502 503 504
        server- serveur- servidor- serwer- сервер- forbidden denied verweigert refusé interdit denegad- negad-
        negato zabroniony zabronion- запрещ- ограничен- engellen- unauthorized permission gateway timeout nginx
        apache oops ops ups
    """,
}
"""What walls are about: one of these must be named."""

REST = """
    please you your youre yours yourself we our us sorry pardon oops thanks thank bitte sie ihr ihre ihren ihrem
    ihrer ihnen wir unser- unsere leid leider du dein- veuillez vous votre vos nous notre nos merci désolé désolés
    déjà por-favor usted tu tus te tienes tengas nosotros nuestro- lo-sentimos sentimos favor tua tuo tuoi ti sei
    hai nostr- spiacenti già você seu sua seus nós nosso- desculpe já proszę przepraszamy twój twoje- twoją twoim
    masz jesteś my nasi nasz- пожалуйста вы ваш- вас мы наш- извините уже lütfen sitemiz- sizin üzgünüz zaten uw je
    jouw wij onze helaas al vi vår våra dig din ditt ni يرجى عذرا نستخدم لديك بالفعل 주세요 enabl- disabl- activat-
    deactivat- turn turned switch- allow- accept- reject- agree- decline- manage- click- choose choice- setting-
    option- preference- polic- term- learn reload- refresh- retry again try visit- brows- site- website- web
    internet page- homepage- home device- stor- use- using- uses used experience improv- enhanc- personal- tailor-
    content- advert- ads ad tracking track- analy- statistic- measur- audience- partner- vendor- third data process-
    purpose- identifier- information support- supported compatib- outdated date updat- version- upgrad- app
    application run function- functionality require- requir- necessar- need- work- works properly correctly view-
    display- continu- read- reading full article- story stories free trial unlimited access- exclusive limit reached
    remaining register account- already create member- email password cancel anytime offer look- looking search-
    link- address url broken exist- removed longer temporar- technical maintenance request- response- website
    service- region location- country rights restrict- legal check- checking verif- confirm- complet- security
    secure second- moment wait loading redirect- interrupt- character- box puzzle prove automatic- network- traffic
    detect- protect- attack- attacks permission- resource- instructions hey there seems noticed currently
    unfortunately unavailable most countries located typing consider keep permission usage deliver chrome firefox
    safari status internal encountered unexpected condition- unable downtime capacity problem- something went wrong
    end minute- enter below start rest seeing message means become today independent journalism einschalt-
    eingeschalt- aktivier- deaktivier- unterstütz- veraltet aktualisier- einstellung- ändern erlaub- akzeptier-
    ablehnen zustimm- widerruf- speicher- verwend- nutz- nutzen setzen gerät- partner werbung inhalt- personalisier-
    seite- webseite- startseite zurück aufgerufen- angefordert- gesucht- versuch- später erneut technisch- zugriff
    zugang bestätig- lösen weiterlesen lesen artikel- kostenlos monat testen angebot- konto schon nur funktionier-
    ähnlich- technologie- klick- willigen einige davon notwendig- andere helfen verbesser- berechtigung keine
    aufzurufen nicht plus jetzt alle anwendung anzuzeigen anzeigen gewohnt jederzeit erforderlich müssen können
    einschränkung- abschließen activ- désactiv- autoris- refus- paramètr- utilis- dépos- dépôt appareil- partenair-
    publicité- contenu- accueil retour- demandé- recherch- réessay- tard supprim- vérifi- lecture lire lirez réserv-
    gratuit- compte- poursui- navig- afficher fonctionn- mesurer adapt- terminaux stock- destiné- proposer-
    informations obsolète mettez profiter jour pouvez paramétr- choix avons détecté suite partir daccueil laccueil
    retournez nexiste laudience nuestr- consient- instalación demostrar eres completo usamos ofrece- sigue- entend-
    anuncio- desactiv- continúa- habilit- deshabilit- permit- acept- rechaz- configura- usar uso utiliz- emple-
    propias terceros dispositivo- socios almacen- contenid- página- sitio- inicio volver busca- busc- solicit-
    intent- leer leyendo artículo- gratis cuenta- seguir naveg- ver necesario compatible- actualiz- experiencia
    mejor- exclusiv- lector- abilit- disabilit- attiv- disattiv- consent- accett- rifiut- impostazion- usa utilizz-
    serve impiego contenut- pagin- sito aggiorna- scarica- recente stai cercando cerchi account torna richiest-
    riprov- dimostra verific- legger- articol- accesso riservat- prosegu- terze miglior- esperienza visualizz-
    necessari- dispositiv- ativ- desativ- aceit- recus- parceir- armazen- conteúdo- sítio início voltar procur-
    tent- ler leia artigo- entre entrar conta suport- ligue- deslig- tudo włącz- wyłącz- zezwól akcept- odrzu-
    ustawie- używa- korzyst- przechow- urządzen- pliki plików treś- stron- serwis- główn- wróć powrót spróbuj-
    później potwierdź czyta- artykuł- dostęp- bezpłat- przejdź dalej działa- której szukasz niej kup cały tekst
    celach statystyczn-
    przeczyta- prawidłow- obsług- potrzebn- sprawdź szan- tylko включ- выключ- разреш- прин- отклон- настройк-
    использ- пользу- хран- партн- устройств- файл- содержим- страниц- сайт- главн- вернуть- верн- запраш- попробуй-
    позже подтверд- введите символ- запрос- отправл- чита- материал- статья доступ- аккаунт- бесплат- оформ-
    продолж- обработк- работ- необходим- устарел сожалению вами запрошен- проверьте адрес такой такая воспольз-
    поиск- обнов- картинк- дальше etkinleştir- açık açın kapalı izin kabul reddet- ayar- kullan- yararlan- sakla-
    cihaz- ortak- içerik- sayfa- ana dön- aradığın- tekrar dene- doğrula- oku- devam- makale- ücretsiz hesab-
    yalnızca özel- görüntüle- gerek- deneyim- iyileştir- reklam- kapat- zet verder gaan aan inschakel- schakel-
    uitschakel- toestaan accepteer- accepter- weiger- instelling- gebruik- plaats- apparaat ervaring verbeter-
    pagina- startpagina homepage terug zoek- opnieuw lez- alleen lees bestaat meer slå godkänn- avvis- inställning-
    använd- lagra- enhet- sida- sidan startsid- gå läsa vidare låst bli måste bryr kunde inte تشغيل تفعيل قبول رفض
    إعدادات استخدام- ملفات تعريف ارتباط تجربت- لتحسين بمتابعة تصفح توافق سياسة صفحة رئيسية عودة تبحث غير محتوى متاح
    فقط دخول متابعة قراءة عرض موقع نأسف يتم مطلوبة فعل 페이지- 사이트- 설정- 사용- 동의- 수락- 거부- 확인- 다시
    기사- 전용- 계속 읽어 보려면 켜 없습니다 주소- 회원- 콘텐츠- 요청하- 요청하신 않습니다 이용하- 계속-
"""
"""What else walls are made of: whom they speak to, what he shall do, where he may go."""

WIDE_SUBJECTS = """
    javascript cookie クッキー 浏览器 瀏覽器 ブラウザ 隐私政策 隱私 プライバシー 机器人 機器人 ロボット 安全验证
    验证码 認証 会员 會員 有料会員 订阅 訂閱 購読 登录 登錄 ログイン 页面不存在 頁面不存在 不存在 找不到 已被删除
    已被刪除 見つかりません 見つかりませんでした 移动または 移動または削除 访问被拒绝 無法訪問 无法访问 404 エラー
    错误 錯誤
"""
"""Of scripts without spaces: pieces of text that say what a wall is about."""

WIDE_REST = """
    请 請 您 您的 我们 我們 本网站 本網站 本站 网站 網站 当サイト サイト ページ 页面 頁面 本页 查看 要查看的 抱歉
    对不起 お使いの お探しの ください して下さい 启用 啟用 开启 開啟 未开启 重新 访问 訪問 浏览 瀏覽 继续 繼續 同意
    接受 拒绝 拒絕 设置 設定 使用 存储 設備 设备 政策 点击 點擊 返回 首页 首頁 主页 トップページへ トップページ 戻る
    有効 無効 再度 お試し 利用 閲覧 続ける 続けること みなします 同意した 向上 利便性 可能性 があります 削除 確認
    完成 后 後 即表示 阅读 閱讀 全文 专享 專享 限定 残り 文字 続きを 読む 読み この記事は 記事 文章 会在 在您 上 会
    或 已 てから ではない ではないこと ため を は が に の で た ことで したものと なっています されています
    コンテンツ このコンテンツ するには 必要です 必要 です オンに ご
"""

JOINERS = """
    about after après avant avoir because before bunu cette comme could della delle dello desde diese diesen dieser
    dieses durch ederek einem einen einer estas estos etmiş haben konnte które który might nexiste nicht olursunuz
    oraz quand questa questo should sobre their there these those werden where which while would wurde wurden został
    została zostało были быть которые который чтобы
"""
"""Words longer than `walls.JOINING` that join others and say nothing themselves."""

ERRORS = """
not found|page not found|article not found|file not found|forbidden|access denied
access to this page has been denied|bad gateway|bad request|server error|internal server error|service unavailable
service temporarily unavailable|too many requests|gateway timeout|gateway time out|unauthorized|just a moment
one moment please|attention required|security check|please wait|loading|redirecting|accept cookies
accept all cookies|page expired|subscribe to continue|subscribe to read|subscribers only|for subscribers only
this article is for subscribers|this content is for subscribers|log in to continue|sign in to continue
zugriff verweigert|accès refusé|accès interdit|acceso denegado|accesso negato|acesso negado|dostęp zabroniony
доступ запрещен|доступ запрещён|доступ ограничен|erişim engellendi|访问被拒绝
"""
"""These name an error, but news does too: they must be nearly all there is. One a line or between bars."""
