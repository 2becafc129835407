/** The demo's logins as a table. All secrets here are made up. */

/** What stands for `=` in the table: one password that several sites share, as happens. */
export const REUSED_PASSWORD = "Sommer-in-Ulm-2019";

/**
 * A line is `origin | user name | password | how | notes`.
 *
 * The password is the text itself, `*` for a good one made from the seed, or `=` for {@link REUSED_PASSWORD}. How is
 * `user field, password field` of a form, with the address it is sent to if that is another one (`any` for any), or
 * `realm: text`. Notes: `old` for a password that was never changed, `breach` for a dismissed warning.
 */
export const LOGIN_TABLE = `
https://github.com | annl | * | login, password
https://github.com | annl-work | * | login, password
https://gitlab.example.org | ann | * | user[login], user[password]
https://accounts.example.org | ann@example.org | quo"te, comma; and 'more' | email, pass
https://mail.example.org | ann@example.org | * | email, pass
https://calendar.example.org | ann@example.org | * | email, pass, https://accounts.example.org
https://sheets.example.org | ann@example.org | * | email, pass, https://accounts.example.org
https://wiki.example.org | ann.lee | = | os_username, os_password
https://bank.example | 4410-22871 | correct horse battery staple | customer, pin
https://tax.example | DE-81-440-2 | * | steuernummer, passwort | old
https://shop.example | ann@example.org | = | email, password | breach
https://forum.example.net | annl | = | username, password | old
https://woodwork.example | annl | password1 | log, pwd | old
https://games.example | fox_in_the_den | 123456 | user, pass | old
https://news.ycombinator.com | annl | * | acct, pw
https://lwn.net | annl | * | uname, pword | old
https://wiki.archlinux.org | Annl | * | wpName, wpPassword
https://developer.mozilla.org | annl | * | email, password
https://trains.example | ann@example.org | * | email, password
https://air.example | ann@example.org | * | loyalty, password
https://hostels.example | ann@example.org | qwerty | email, password
https://radio.example | ann@example.org | * | email, password
https://library.example | 00481516 | 2342 | card, pin | old
https://landlord.example | lee.ann | * | username, password
https://insurance.example | ann@example.org | * | email, password
https://pension.example | 17-230-11-AL | * | id, secret | old
https://health.example | ann.lee | * | username, password
https://university.example | lee0042 | * | j_username, j_password | old
https://xn--mnchen-3ya.example | käthe | Schlüssel-π-鍵-🦊 | benutzer, kennwort
https://shinbun.example | アン | パスワード2024 | mail, pass
https://novosti.example | анна | * | login, parol
https://podcasts.example |  | only-a-passphrase-here | , password
https://status.example.org | oncall | * | user, pass, any
https://registrar.example.net | annlee | * | handle, password
https://prod.example.net:8443 | ann.lee | * | username, password
https://staging.example.net | tester | test | realm: Staging, please do not index
http://grafana.lan:3000 | admin | admin | user, password | old
http://nas.lan:5001 | root | * | realm: NAS admin
http://router.lan | admin | sticker-under-router | realm: Router "Waldweg 3"
http://printer.lan:631 | admin | 0000 | realm: CUPS | old
http://192.0.2.7:8080 | camera | * | realm: webcam
`;
