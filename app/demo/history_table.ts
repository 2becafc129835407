/** Where the demo's history was spent, and the words its titles are made of. */

/** A host that one would like to be rid of. */
export const AD_HOST = "ads.example";
/** How many pages of it there are, if there are pages enough. */
export const AD_PAGES = 37;

/**
 * A line is `weight | words | name | address | title`.
 *
 * In addresses `{s}` is a word in ASCII and `{n}` a number that no other page has; in titles `{a}`, `{b}` are words of
 * the list named in the second cell, `{A}` the same as `{a}` with a capital, and `{name}` the third cell. A site of weight 0
 * has a start page only.
 */
export const SITE_TABLE = `
0 | dev | GitHub | https://github.com/ | {name}
0 | dev | Deno, the next-generation JavaScript runtime | https://deno.com/ | {name}
0 | dev | Example Domain | https://example.org/ | {name}
9 | dev | Deno Docs | https://docs.deno.com/examples/{s}_{n}/ | {A} and {b} | {name}
8 | dev | denoland/deno | https://github.com/denoland/deno/issues/{n} | {A}: {b} fails on Windows · Issue #{n} · {name}
4 | dev | denoland/std | https://github.com/denoland/std/pull/{n} | feat({s}): {a} with {b} · Pull Request #{n} · {name}
3 | dev | annl/dotfiles | https://github.com/annl/dotfiles/commit/{n}c0ffee | {s}: less {a} · {name}
8 | dev | MDN Web Docs | https://developer.mozilla.org/en-US/docs/Web/{s}/{s}#example_{n} | {A} {b} - Web APIs | MDN
5 | dev | Hacker News | https://news.ycombinator.com/item?id={n} | {A} considered harmful for {b} | {name}
3 | dev | LWN.net | https://lwn.net/Articles/{n}/ | The state of {a} and {b} [{name}]
3 | dev | ArchWiki | https://wiki.archlinux.org/title/{s}_{s}?oldid={n} | {A}/{b} - {name}
3 | dev | The Rust Programming Language | https://doc.rust-lang.org/book/ch{n}-{s}.html | {A} with {b} - {name}
2 | dev | SQLite Forum | https://sqlite.org/forum/forumpost/{n} | {A} in a {b} index | {name}
4 | dev | Questions | https://questions.example/q/{n}/{s}-{s} | Why is {a} slow with {b}? - {name}
2 | dev | Team wiki | https://wiki.example.org/pages/{n}/{s} | {A}: {b} - {name}
2 | dev | Grafana | http://grafana.lan:3000/d/{s}{n}/{s}?orgId=1 | {A} / {b} - {name}
1 | dev | CI | https://ci.example.net/builds/{n} | Build #{n}: {a} {b}
1 | dev | Tracker | https://tracker.example.net/browse/DEN-{n} | [DEN-{n}] {A} breaks {b}
6 | en | Search | https://search.example/?q={s}+{s}&page={n} | {a} {b} at {name}
4 | en | Videos | https://video.example/watch?v={s}-{n} | {A}, {b} and me - {name}
4 | en | Shop | https://shop.example/p/{n}-{s} | {A} {b}, blue | {name}
3 | en | Encyclopedia | https://encyclopedia.example/wiki/{s}?curid={n} | {A} ({b}) - {name}
2 | en | Long reads | https://long-read.example/{s}/{s}-{n} | The {a} and the {b}
2 | en | Cooking | https://cooking.example/{s}/{n} | {A} with {b} | {name}
2 | en | Maps | https://maps.example/place/{s}/@48.4,{n}z | {A} near {b} - {name}
1 | en | Mail | https://mail.example.org/inbox#{n} | (3) Re: {a} and {b} - {name}
2 | en | Forum | https://forum.example.net/t/{s}/{n}?page=2 | [solved] {A} without {b}? - {name}
1 | en | example.com | https://www.example.com/{s}/{s}.html?ref={n} | {A} {b}
5 | de | Tagesblatt | https://tagesblatt.example/artikel/{s}-{n}.html | {A} und {b}: was jetzt wichtig ist - {name}
2 | de | Küche | https://kueche.example/rezept/{n} | {A} mit {b} – {name}
2 | de | Stadt Ulm | https://city.example/amt/{s}?id={n} | {A} & {b} beantragen
3 | fr | Le Journal | https://journal.example/{s}/article-{n} | {A} : « {b} » – {name}
2 | es | El Diario | https://diario.example/{s}/{n} | ¿{A} o {b}? | {name}
1 | pt | Cozinha | https://cozinha.example/receita/{n} | {A} com {b} – {name}
4 | ja | 新聞デジタル | https://shinbun.example/articles/{n} | {a}と{b}について - {name}
2 | ja | 料理ノート | https://ryouri.example/recipe/{n} | {a}の{b}レシピ | {name}
1 | zh | 每日新闻 | https://meiri.example/news/{n}.html | {a}与{b}_{name}
1 | ko | 오늘의 소식 | https://sosik.example/article/{n} | {a}와 {b} - {name}
3 | ru | Новости | https://novosti.example/{s}/{n} | {A} и {b} — {name}
1 | uk | Вісник | https://visnyk.example/{n} | {A} та {b} — {name}
1 | el | Ειδήσεις | https://eidiseis.example/{n} | {A} και {b} | {name}
1 | ar | الأخبار | https://akhbar.example/{n} | {a} و{b} - {name}
1 | he | חדשות | https://hadashot.example/{n} | {a} או {b} - {name}
1 | pl | Gazeta | https://gazeta.example/{s},{n} | {A} czy {b}? – {name}
1 | tr | Haberler | https://haberler.example/{s}-{n} | {A} ve {b} - {name}
`;

/** A line is a name from the second cell of {@link SITE_TABLE} and its words; the slugs are for addresses. */
export const WORD_TABLE = `
dev | permissions | streams | workers | modules | websocket | subprocess | lockfile | bundler | encoding | TLS | SQLite | WebCrypto | type checking | npm packages | decorators | event loop | parser | cache | deadlock | garbage collection | unicode | regex | terminal | test runner | formatter | linter | proxy | latency | backpressure | signals
en | lighthouse | garden | bicycle | sourdough | guitar | winter coat | notebook | river | marathon | kettle | teapot | owl | mountain | library | harbour | violin | fox | lantern | picnic | umbrella | compass | orchard | postcard | café | jalapeño | headlamp
de | Wärmepumpe | Straßenbahn | Brötchen | Führerschein | Gemüsegarten | Fahrrad | Wohngeld | Käse | Zug | Wetter | Müllabfuhr | Frühling | Öffnungszeiten | Übergang
fr | retraite | boulangerie | élection | vélo | musée | forêt | été | chômage | théâtre | cœur | marché
es | año nuevo | tortilla | jardín | tren | montaña | elección | niño | cigüeña | mercado
pt | pão | feijão | limão | coração | açúcar | maçã
ja | 東京 | 天気 | 新幹線 | 桜 | 味噌汁 | 図書館 | 選挙 | 温泉 | プログラミング | コーヒー | ｶﾀｶﾅ
zh | 北京 | 经济 | 火车 | 茶 | 图书馆 | 天气
ko | 서울 | 날씨 | 기차 | 김치 | 도서관
ru | погода | выборы | поезд | ёлка | музыка | хлеб | столица
uk | погода | їжак | потяг | вибори
el | θάλασσα | καφές | εκλογές | ήλιος
ar | الطقس | الاقتصاد | القهوة | المدينة
he | שלום | מזג אוויר | ספרייה | רכבת
pl | żółw | śnieg | wybory | pociąg | łąka
tr | İstanbul | ığdır | çay | güneş
tech slugs | permissions | streams | workers | modules | websocket | subprocess | lockfile | encoding | sqlite | crypto | cache | parser | terminal | proxy | signals
slugs | garden | river | winter | notebook | owl | library | harbour | fox | compass | orchard | postcard | politics | travel | music | weather | books | umbrella | bread
`;
