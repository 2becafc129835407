/** The demo's bookmarks as an outline. */

/** A title that breaks careless terminals: wide and joined characters, a bare mark, a turn of direction, an escape. */
export const HOSTILE_TITLE = "日本語 👨‍👩‍👧 ⚠️ e\u0301 \u202ex \u001b[31m";

/**
 * Two blanks a level. `Name/` is a folder, `---` a separator, `? title | place: address | tag` a query, and any other
 * line a bookmark: `title | address | tags | keyword`.
 */
export const BOOKMARK_OUTLINE = `
menu/
  Mozilla Firefox/
    Get Help | https://support.mozilla.org/products/firefox
    Customize Firefox | https://support.mozilla.org/kb/customize-firefox-controls-buttons-and-toolbars
    Get Involved | https://www.mozilla.org/contribute/
    About Us | https://www.mozilla.org/about/
  Sprachen und 言語/
    Wörterbuch Deutsch-Englisch | https://woerterbuch.example/de-en | sprache
    漢字の練習 | https://kanji.example/renshu | sprache,japanisch
    日本語の天気 | https://tenki.example/tokyo | japanisch
    Грамматика за неделю | https://grammatika.example/uroki | sprache
    Le mot du jour | https://dico.example/mot-du-jour | sprache
    قاموس عربي | https://qamus.example/ | sprache
    מילון עברי | https://milon.example/ | sprache
    한국어 발음 | https://bareum.example/ | sprache
    Ελληνικά για αρχάριους | https://ellinika.example/a1 | sprache
    ${HOSTILE_TITLE} | https://hostile.example/title?text=%E6%97%A5%E6%9C%AC%E8%AA%9E | test
  Test pages/
    <script>alert(1)</script> & "quotes" | https://site.test/x?a=1&b=%E2%9C%93#frag | test
    Zero\u200bwidth and soft\u00adhyphen | https://invisible.test/ | test
    A title that goes on for so long that no list can show all of it, which is why it has to be cut somewhere, and the place where it is cut should be a whole character and not a half of one 🦊 | https://long.test/a/very/long/path/that/goes/on/and/on/index.html?with=parameters&and=more#section-4.2.1 | test
    münchen.example | https://xn--mnchen-3ya.example/ | test
    [link](https://other.test) *stars* | https://markdown.test/ | test
    =1+1 | https://formula.test/ | test
    | https://untitled.example/
  ---
  ? Recent tags | place:type=6&sort=14&maxResults=10
  ? ops | place:tag=ops | ops
  Read later (a bookmarklet) | javascript:alert(document.title)
toolbar/
  Work/
    Runbook | https://wiki.example.org/runbook | ops,oncall | run
    Grafana | http://grafana.lan:3000/ | ops,lan
    Pull requests waiting for me | https://github.com/pulls/review-requested | dev
    Team calendar | https://calendar.example.org/team | work
    Holiday planner | https://intranet.lan/holidays | work
    Expenses | https://intranet.lan/expenses | work,money
    ---
    Infra/
      Status page | https://status.example.org/ | ops
      Alert rules | http://grafana.lan:3000/alerting/list | ops,lan
      DNS zones | https://dns.example.net/zones | ops
      Certificates | https://certs.example.net/expiring | ops,security
      Backups | http://nas.lan:5001/backup | ops,lan
      Clusters/
        Cluster overview | https://clusters.example.net/ | ops
        Quotas | https://clusters.example.net/quotas | ops
        Staging/
          Staging pods | https://staging.example.net/pods | ops
          Staging logs | https://staging.example.net/logs?since=1h | ops
          Staging database | https://staging.example.net/db | ops,sql
          Feature flags | https://staging.example.net/flags | ops
        Production/
          Production pods | https://prod.example.net/pods | ops,oncall
          Production logs | https://prod.example.net/logs?since=15m | ops,oncall
          Error budget | https://prod.example.net/slo | ops,oncall
          ---
          Post-mortems | https://wiki.example.org/post-mortems | ops,oncall
    Projects/
      Roadmap | https://wiki.example.org/roadmap | work
      Design system | https://design.example.org/ | design
      Release checklist | https://wiki.example.org/release-checklist | work
      API reference | https://api.example.org/reference | dev
      Load test results | https://bench.example.org/runs/latest | dev,ops
      Meeting notes | https://notes.example.org/weekly | work
      Onboarding | https://wiki.example.org/onboarding | work
  Dev/
    Deno docs | https://docs.deno.com/ | deno,dev | deno
    Deno permissions | https://docs.deno.com/runtime/fundamentals/security/ | deno,dev
    Deno standard library | https://docs.deno.com/runtime/reference/std/ | deno,dev
    denoland/deno | https://github.com/denoland/deno | deno,dev
    MDN Web Docs | https://developer.mozilla.org/en-US/ | dev,web | mdn
    Web Crypto API | https://developer.mozilla.org/en-US/docs/Web/API/Web_Crypto_API | dev,web,security
    Intl.Segmenter | https://developer.mozilla.org/en-US/docs/Web/JavaScript/Reference/Global_Objects/Intl/Segmenter | dev,web
    TypeScript handbook | https://www.typescriptlang.org/docs/handbook/intro.html | dev,typescript
    TypeScript release notes | https://www.typescriptlang.org/docs/handbook/release-notes/overview.html | typescript
    The Rust book | https://doc.rust-lang.org/book/ | dev,rust
    SQLite: query planner | https://www.sqlite.org/queryplanner.html | dev,sql
    SQLite: write-ahead logging | https://www.sqlite.org/wal.html | dev,sql
    RFC 9110: HTTP semantics | https://www.rfc-editor.org/rfc/rfc9110.html | dev,web
    RFC 5869: HKDF | https://www.rfc-editor.org/rfc/rfc5869.html | dev,security
    Unicode normalization forms | https://www.unicode.org/reports/tr15/ | dev,unicode
    ---
    Can I use | https://caniuse.com/ | web
    Regular expressions, step by step | https://regex.example/ | dev
    Crontab explained | https://cron.example/ | dev,ops
    JSON viewer | https://json.example/view | dev
    Colour contrast | https://contrast.example/ | design,web
    Keyboard shortcuts of everything | https://shortcuts.example/ | dev
  News/
    Hacker News | https://news.ycombinator.com/ | news | hn
    LWN.net | https://lwn.net/ | news,linux
    Tagesblatt | https://tagesblatt.example/ | news
    Le Journal | https://journal.example/ | news
    新聞デジタル | https://shinbun.example/ | news,japanisch
    Новости | https://novosti.example/ | news
    El Diario | https://diario.example/ | news
    This Week in Sync | https://sync-weekly.example/ | news,dev
  ---
  Mail | https://mail.example.org/inbox
  Calendar | https://calendar.example.org/
  ArchWiki | https://wiki.archlinux.org/ | linux | aw
  Weather | https://weather.example/ulm
unfiled/
  same page twice | https://docs.deno.com/ | deno,dev | deno
  Crossword of the day | https://crossword.example/today | games
  How to sharpen a chisel | https://woodwork.example/chisel | diy
  Bicycle gear calculator | https://gears.example/ | bike
  An essay on small tools | https://essays.example/small-tools | reading
  The history of the pencil | https://essays.example/pencil | reading
  Why we count from zero | https://essays.example/zero | reading
  Letters to a young engineer | https://essays.example/letters | reading
  Notes on note-taking | https://essays.example/notes | reading
  Public transport map | https://transit.example/map
  Opening hours of the library | https://library.example/hours
  Star chart for tonight | https://stars.example/tonight
  Printable graph paper | https://paper.example/graph
  Morse code trainer | https://morse.example/ | games
  Terminal colour test | https://colours.example/terminal | dev
  Recipes/
    Sourdough, day by day | https://bread.example/sourdough | recipes,bread
    Käsespätzle | https://kueche.example/kaesespaetzle | recipes
    Tarte aux pommes | https://cuisine.example/tarte-aux-pommes | recipes,dessert
    Gazpacho andaluz | https://cocina.example/gazpacho | recipes
    お好み焼き | https://ryouri.example/okonomiyaki | recipes,japanisch
    肉じゃが | https://ryouri.example/nikujaga | recipes,japanisch
    Борщ | https://kuhnya.example/borsch | recipes
    김치찌개 | https://yori.example/kimchi-jjigae | recipes
    Feijoada | https://cozinha.example/feijoada | recipes
    Shakshuka | https://cooking.example/shakshuka | recipes
    Dal tadka | https://cooking.example/dal-tadka | recipes
    Lemon tart | https://cooking.example/lemon-tart | recipes,dessert
    Pickled onions | https://cooking.example/pickled-onions | recipes
    Focaccia | https://bread.example/focaccia | recipes,bread
    Rye crispbread | https://bread.example/crispbread | recipes,bread
    ---
    Gram to cup converter | https://cooking.example/convert | recipes
  Travel/
    Night trains of Europe | https://trains.example/night | travel
    Rail pass prices | https://trains.example/pass | travel,money
    Hostels in Porto | https://hostels.example/porto | travel
    Ferry to Bornholm | https://ferries.example/bornholm | travel
    Packing list | https://packing.example/list | travel
    Kyoto in four days | https://guides.example/kyoto | travel,japanisch
    Hiking the Alb | https://guides.example/alb | travel
    Museum pass | https://museums.example/pass | travel,money
    Visa requirements | https://travel.example.org/visa | travel
    Currency rates | https://rates.example/ | travel,money
    Time zones | https://zones.example/ | travel
    Plug types by country | https://plugs.example/ | travel
  Music/
    Fugue analyser | https://fugue.example/ | music
    Chord finder | https://chords.example/ | music
    Sheet music library | https://scores.example/ | music
    Metronome | https://metronome.example/ | music
    Radio from everywhere | https://radio.example/ | music
    Concerts near Ulm | https://concerts.example/ulm | music
    Circle of fifths | https://fifths.example/ | music
    Ear training | https://ears.example/ | music
  House/
    Landlord portal | https://landlord.example/ | home
    Energy meter | http://meter.lan/ | home,lan
    Router | http://router.lan/ | home,lan
    Printer | http://printer.lan:631/ | home,lan
    Thermostat | http://thermostat.lan/ | home,lan
    Recycling calendar | https://city.example/recycling | home
    Paint shop | https://paint.example/ | home
    Washing machine manual | https://manuals.example/wm-7000.pdf | home
    Boiler error codes | https://manuals.example/boiler-codes.pdf | home
    Furniture second hand | https://second-hand.example/furniture | home,money
  Money/
    Bank | https://bank.example/login | money
    Tax office | https://tax.example/ | money
    Pension statement | https://pension.example/ | money
    Insurance | https://insurance.example/ | money
    Budget sheet | https://sheets.example.org/budget | money
    Compound interest | https://interest.example/ | money
  Reading/
    The bridge that moved | https://long-read.example/bridge | reading
    A field guide to lichens | https://long-read.example/lichens | reading
    Maps of places that never were | https://long-read.example/maps | reading
    What the tide leaves | https://long-read.example/tide | reading
    The clockmaker's apprentice | https://long-read.example/clockmaker | reading
    Eine kurze Geschichte der Stille | https://essays.example/stille | reading,sprache
    Une semaine sans écran | https://essays.example/sans-ecran | reading,sprache
    On repairing umbrellas | https://essays.example/umbrellas | reading,diy
    How caches lie | https://essays.example/caches | reading,dev
    A defence of plain text | https://essays.example/plain-text | reading,dev
    Counting birds | https://long-read.example/birds | reading
    The quiet end of the telegraph | https://long-read.example/telegraph | reading
    Local-first software | https://essays.example/local-first | reading,dev
    Books to borrow | https://library.example/wishlist | reading
  Empty folder/
mobile/
  Parking in the old town | https://parking.example/old-town | travel
  Bus departures | https://transit.example/stop/1204
  Bakery around the corner | https://bakery.example/ | bread
  Swimming pool hours | https://pool.example/hours
  Podcast: the open shelf | https://podcasts.example/open-shelf | music
  Shopping list | https://lists.example.org/shopping
  Boarding passes | https://air.example/passes | travel
  Dog park rules | https://city.example/dog-park
  Moon phase | https://moon.example/
  Saved on the phone/
    Deno on a phone | https://deno-phone.example/ | deno
    Long read: the last lighthouse | https://long-read.example/lighthouse | reading
    Long read: salt | https://long-read.example/salt | reading
    Wifi password of the café | https://cafe.example/wifi | travel
    Vaccination card | https://health.example/card
`;
