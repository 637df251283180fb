"""Phrases of feed software and newsroom systems in many languages, case-folded, apostrophes as ’."""

from __future__ import annotations

# "The post X appeared first on Y." in WordPress' translations: how the sentence begins, and what stands in its middle.
APPEARED_FIRST = (
    ("the post ", " appeared first on "),
    ("the post ", " first appeared on "),
    ("this post ", " appeared first on "),
    ("the article ", " appeared first on "),
    ("der beitrag ", " erschien zuerst auf "),
    ("der artikel ", " erschien zuerst auf "),
    ("l’article ", " est apparu en premier sur "),
    ("cet article ", " est apparu en premier sur "),
    ("la entrada ", " se publicó primero en "),
    ("la entrada ", " aparece primero en "),
    ("la entrada ", " apareció primero en "),
    ("l’entrada ", " ha aparegut primer a "),
    ("a entrada ", " publicouse primeiro en "),
    ("l’articolo ", " proviene da "),
    ("l’articolo ", " sembra essere il primo su "),
    ("o post ", " apareceu primeiro em "),
    ("o post ", " aparece primeiro em "),
    ("o conteúdo ", " apareceu primeiro em "),
    ("o conteúdo ", " aparece primeiro em "),
    ("a notícia ", " apareceu primeiro em "),
    ("het bericht ", " verscheen eerst op "),
    ("artykuł ", " pochodzi z serwisu "),
    ("post ", " pojawił się poraz pierwszy w "),
    ("inlägget ", " dök först upp på "),
    ("indlægget ", " blev først udgivet på "),
    ("innlegget ", " dukket først opp på "),
    ("artikkeli ", " julkaistiin ensimmäisenä "),
    ("příspěvek ", " pochází z "),
    ("a ", " bejegyzés először "),
    ("articolul ", " apare prima dată în "),
    ("το άρθρο ", " εμφανίστηκε πρώτα στο "),
    ("сообщение ", " появились сначала на "),
    ("запись ", " впервые появилась "),
    ("запис ", " спершу з’явився на "),
    ("публикацията ", " е публикувана за пръв път на "),
    ("la entrada ", " se publicó por primera vez en "),
    ("o artigo ", " apareceu primeiro em "),
    ("wpis ", " pojawił się pierwszy raz "),
    ("wpis ", " pochodzi z serwisu "),
    ("článok ", " zobrazený najskôr "),
    ("objava ", " pojavila se prvi puta na "),
    ("članak ", " se pojavljuje prvo na "),
    ("чланак ", " се појављује прво на "),
    ("прилог ", " се појављује прво на "),
    ("bài viết ", " xuất hiện đầu tiên "),
    ("artikel ", " pertama kali tampil pada "),
    ("ظهرت المقالة ", " أولاً على "),
    ("نوشته ", " اولین بار در "),
    ("הפוסט ", " הופיע לראשונה ב"),
    ("this article, ", " first appeared on "),
    ("this post ", " was originally published on "),
    ("", " on medium, where people are continuing the conversation by "),
    ("投稿 ", " に最初に表示されました"),
    ("", "에 처음 등장했습니다"),
    ("", "這篇文章最早發佈於"),
    ("", " yazısı ilk önce "),
    ("", "最先出现在"),
    ("", "最早出現於"),
)
READ_MORE = frozenset(
    """
    read more|read more here|read the rest|read the full article|read the full story|read full article|read full story
    read on|read article|read the article|read it here|read the whole story|read story|full story|full article|more
    continue reading|continue|keep reading|view article|view post|view full post|see more
    to read this article in full, please click here|view entire post|view the entire post|read entire article
    to read this article in full or to leave a comment, please click here|read the entire article|(more)|more here
    click here to read more|click to read more|click here to continue reading|view original post
    mehr|mehr lesen|weiterlesen|weiter lesen|lesen sie mehr|mehr dazu|zum artikel|artikel lesen|den ganzen artikel lesen
    lire la suite|lire plus|en savoir plus|lire l’article|continuer la lecture|continuer à lire|la suite
    lire l’article complet
    leer más|seguir leyendo|leer mas|continuar leyendo|sigue leyendo|leer artículo completo|leer noticia completa
    ver más
    llegir més|leggi tutto|leggi|continua a leggere|continua|leggi di più|leggi l’articolo|leggi anche
    leia mais|ler mais|continue lendo|continuar lendo|continuar a ler|saiba mais|leia a íntegra|veja mais
    lees meer|lees verder|lees het hele artikel|verder lezen|meer lezen|czytaj dalej|czytaj więcej|więcej|czytaj całość
    läs mer|läs hela artikeln|fortsätt läsa|læs mere|læs hele artiklen|les mer|les hele saken|lue lisää|lue koko juttu
    číst dále|číst více|celý článek|čítať ďalej|čítaj viac|tovább|tovább olvasom|olvass tovább|bővebben
    citește mai mult|citeşte mai mult|citește mai departe|devamını oku|devamı|devamını okuyun
    διαβάστε περισσότερα|περισσότερα
    читать далее|читать дальше|читать полностью|подробнее|далее|читати далі|детальніше|прочетете още|още|pročitaj više
    opširnije|više|baca selengkapnya|selengkapnya|baca juga|xem thêm|đọc tiếp|อ่านต่อ|อ่านเพิ่มเติม
    続きを読む|続きをみる|もっと読む|全文を読む|阅读全文|閱讀全文|阅读更多|閱讀更多|继续阅读|繼續閱讀|查看全文|更多
    더 보기|계속 읽기|자세히 보기
    اقرأ المزيد|المزيد|اقرأ أيضا|ادامه مطلب|بیشتر بخوانید|קרא עוד|להמשך קריאה|और पढ़ें|आगे पढ़ें
    """.strip()
    .replace("\n", "|")
    .replace("    ", "")
    .split("|")
)
# Beginnings of such a phrase that goes on with a title; only as a link's text.
READ_MORE_ABOUT = (
    "continue reading ", "read more about ", "read more on ", "read more at ", "read more: ", "read the rest of ",
    "read the full story ", "read full article ", "read the full article ", "click here to read ", "weiterlesen",
    "lire la suite ", "leer más ",
    "seguir leyendo ", "leggi tutto ", "continua a leggere ", "leia mais ", "continue lendo ", "lees verder ",
    "czytaj dalej ",
    "читать далее ", "読む", "read the original ", "view the full ", "read this article ",
)  # fmt: skip
BUTTONS = frozenset(
    """
    advertisement|advertisements|sponsored|anzeige|werbung|publicité|publicidad|pubblicità|publicidade|advertentie|reklama
    annons|annonce|reklame|mainos|реклама|広告|广告|廣告|광고|إعلان
    story continues below advertisement|article continues below advertisement
    share this|share|tweet|share this:|like this|like this:|like loading...|related|email this|print|comments|comment
    share and enjoy|digg this|stumble it|add to del.icio.us|e-mail this|email this article|print this article|permalink
    share on facebook|share on twitter|share on x|share on linkedin|share via email|share on whatsapp|save to pocket
    follow us on twitter|follow us on facebook|leave a comment|post a comment|reply via email|reply by email
    update your feed preferences|read full topic|comments off|technorati tags|sociable|trackback
    teilen|partager|compartir|condividi|compartilhar|compartilhe isso:|delen|dela|del|поделиться|drucken|kommentieren
    kommentare|commentaires|comentarios|comentários|commenti|commenta|reacties|kommentarer|kommentit|komentarze
    комментарии|комментировать|コメント|评论|評論|댓글|التعليقات|permalien|enlace permanente|link permanente
    """.strip()
    .replace("\n", "|")
    .replace("    ", "")
    .split("|")
)
"""What stands on a page's buttons, and over its advertisements."""
NOTICES = (
    # WordPress.com sets the categories under the text, Posterous the way it came, podcast hosts their terms.
    "filed under: ", "einsortiert unter:", "archivado en:", "archivado bajo:", "arquivado em:", "classé dans ",
    "archiviato in:", "gearchiveerd onder:", "arkiverat under:", "posted via email from ", "posted via web from ",
    "learn more about your ad", "see omnystudio.com/listener", "hosted on acast. see ", "see acast.com/privacy",
    "hosted by simplecast", "see privacy policy at https://art19.com", "advertising inquiries: ", "privacy & opt-out: ",
    "our gdpr privacy policy was updated", "discuss this article", "this podcast is powered by ", "powered by firstory",
)  # fmt: skip
"""How the notices of hosts begin."""
ONE_WORD_LINKS = frozenset({"more", "continue", "mehr", "tovább", "continua", "leggi", "więcej", "još", "更多"})
"""Words of READ_MORE that say so only as a link."""
