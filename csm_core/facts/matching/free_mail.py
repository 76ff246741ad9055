"""Mail domains that anybody can have an address at: they say nothing of where a person works."""

from __future__ import annotations

FREE_MAIL: tuple[str, ...] = (
    "gmail.com", "googlemail.com", "outlook.com", "outlook.de", "outlook.fr", "hotmail.com", "hotmail.co.uk",
    "hotmail.de", "hotmail.es", "hotmail.fr", "hotmail.it", "live.com", "live.co.uk", "live.de", "live.fr",
    "live.nl", "msn.com", "yahoo.com", "yahoo.co.in", "yahoo.co.jp", "yahoo.co.uk", "yahoo.com.br", "yahoo.de",
    "yahoo.es", "yahoo.fr", "yahoo.it", "ymail.com", "rocketmail.com", "aol.com", "aim.com", "icloud.com", "me.com",
    "mac.com", "gmx.at", "gmx.ch", "gmx.com", "gmx.de", "gmx.net", "web.de", "t-online.de", "freenet.de",
    "arcor.de", "mail.de", "posteo.de", "mailbox.org", "proton.me", "protonmail.com", "protonmail.ch", "pm.me",
    "tutanota.com", "tuta.io", "fastmail.com", "hey.com", "zoho.com", "mail.com", "email.com", "usa.com",
    "inbox.com", "hushmail.com", "orange.fr", "wanadoo.fr", "free.fr", "sfr.fr", "laposte.net", "bbox.fr",
    "libero.it", "virgilio.it", "tiscali.it", "alice.it", "tin.it", "telefonica.net", "terra.es", "uol.com.br",
    "bol.com.br", "terra.com.br", "ig.com.br", "sapo.pt", "ziggo.nl", "kpnmail.nl", "planet.nl", "home.nl",
    "xs4all.nl", "hetnet.nl", "telenet.be", "skynet.be", "bluewin.ch", "btinternet.com", "sky.com",
    "virginmedia.com", "ntlworld.com", "talktalk.net", "comcast.net", "verizon.net", "att.net", "sbcglobal.net",
    "bellsouth.net", "cox.net", "charter.net", "earthlink.net", "rogers.com", "shaw.ca", "bigpond.com",
    "optusnet.com.au", "qq.com", "163.com", "126.com", "sina.com", "sohu.com", "foxmail.com", "naver.com",
    "daum.net", "hanmail.net", "rediffmail.com", "mail.ru", "bk.ru", "inbox.ru", "list.ru", "yandex.ru",
    "yandex.com", "ya.ru", "rambler.ru", "ukr.net", "wp.pl", "o2.pl", "onet.pl", "interia.pl", "seznam.cz",
    "centrum.cz", "abv.bg", "citromail.hu", "freemail.hu", "walla.co.il",
)  # fmt: skip
