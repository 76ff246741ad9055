"""Invented companies and people. Every domain ends in .example, so that none can exist."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, slots=True)
class Market:
    """Where a company is from, and what its people and its name sound like."""

    region: str
    country: str
    currency: str
    language: str
    share: float
    stems: tuple[str, ...]
    endings: tuple[str, ...]
    firsts: tuple[str, ...]
    lasts: tuple[str, ...]


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.replace("_", " ").split(","))


_EN_FIRST = _words(
    "Amelia,Ben,Chloe,Declan,Ella,Farah,George,Hannah,Imran,Jade,Kieran,Leah,Marcus,Nadia,Oscar,"
    "Poppy,Rhys,Saoirse,Tom,Uma,Vikram,Wendy,Yasmin,Zac"
)
_EN_LAST = _words(
    "Ashworth,Bexley,Carrow,Dunmore,Eastlake,Fennimore,Garside,Hollis,Inchbald,Jessop,Kettle,Larkin,"
    "Merriweather,Nutley,O'Dwyer,Pemberley,Quill,Rushmere,Stanyon,Thackwell,Underhay,Wexcombe"
)
_US_LAST = _words(
    "Abernall,Brackett,Coldwater,Draycott,Ellery,Fairburn,Gresham,Haldane,Ivers,Juniper,Kessock,"
    "Lomax,Mayfield,Novella,Ostrander,Pruett,Quimby,Redfern,Sallow,Tillman,Vance,Whitlock"
)
_DE_FIRST = _words(
    "Anke,Björn,Clara,Dieter,Elif,Florian,Greta,Hannes,Ines,Jörg,Katrin,Lukas,Mareike,Nils,Özlem,"
    "Paul,Rüdiger,Sabine,Thilo,Ulrike,Veit,Wiebke"
)
_DE_LAST = _words(
    "Ahrweiler,Brüggemann,Claasen,Dornbusch,Eschenbach,Fährmann,Grünwald,Hölzl,Immendorf,Jäckel,"
    "Köhnen,Löwenstein,Mühlbauer,Nagelschmidt,Ochsenreiter,Pfaffinger,Querfurth,Rößler,Stöver,Trautwein"
)
_FR_FIRST = _words(
    "Agathe,Baptiste,Camille,Damien,Éloïse,Fabien,Gaëlle,Hugo,Inès,Julien,Karine,Léo,Maëlys,Noé,"
    "Océane,Pauline,Rémi,Solène,Théo,Zoé"
)
_FR_LAST = _words(
    "Aubrac,Belcourt,Castelnau,Delorme,Estève,Fontanel,Giraudet,Hautbois,Jourdain,Lachenal,Marsaud,"
    "Noirmont,Ozanne,Périssac,Quérard,Roubinet,Sauvterre,Tavernel,Valmorin"
)
_NO_FIRST = _words(
    "Astrid,Bjarne,Cecilie,Dag,Elin,Frida,Gustav,Helle,Ida,Jonas,Kaisa,Lars,Maja,Niels,Oskar,Pernille,"
    "Rasmus,Signe,Tuomas,Viggo"
)
_NO_LAST = _words(
    "Almqvist,Bergström,Dahlvik,Ekholm,Fjeldstad,Grønlund,Högberg,Isaksvik,Jørnsen,Kvist,Lindåker,"
    "Mårdh,Nygren,Østergard,Rosenqvist,Sørli,Tallmo,Ullevik,Wiklund"
)


def _stems(fronts: str, backs: str) -> tuple[str, ...]:
    """Every front with every back: place-like words that no firm is called."""
    return tuple(front + back for front in fronts.split(",") for back in backs.split(","))


_EN_STEMS = _stems("Thistle,Otter,Copper,Bramble,Lantern,Pebble,Kestrel,Marrow,Tansy", "wick,combe,more,gate,thwaite")
_US_STEMS = _stems("Juniper,Coyote,Maple,Prairie,Cobalt,Sage,Heron,Tumble", " Fork, Hollow,ridge,brook,mere")
_DE_STEMS = _stems("Falken,Birken,Silber,Raben,Tannen,Löwen,Grün,Mühl", "quell,grat,moor,hall,furtau,fels")
_FR_STEMS = _stems("Val,Clair,Beau,Roche,Brume,Étang", "morin,sel,cerf,lune,fontel")
_NO_STEMS = _stems("Björk,Fjäll,Sten,Ørn,Sjö,Lind", "viken,ås,mossa,lunda")

MARKETS = (
    Market(
        "DACH",
        "Germany",
        "EUR",
        "de",
        0.24,
        _DE_STEMS,
        ("GmbH", "GmbH & Co. KG", "AG", "& Söhne", "e.K."),
        _DE_FIRST,
        _DE_LAST,
    ),
    Market("DACH", "Austria", "EUR", "de", 0.06, _DE_STEMS, ("GmbH", "OG"), _DE_FIRST, _DE_LAST),
    Market(
        "UK & Ireland",
        "United Kingdom",
        "GBP",
        "en",
        0.20,
        _EN_STEMS,
        ("Ltd", "& Co", "plc", "& Daughters", "LLP"),
        _EN_FIRST,
        _EN_LAST,
    ),
    Market("UK & Ireland", "Ireland", "EUR", "en", 0.04, _EN_STEMS, ("Ltd", "DAC"), _EN_FIRST, _EN_LAST),
    Market(
        "North America",
        "United States",
        "USD",
        "en",
        0.22,
        _US_STEMS,
        ("Inc.", "LLC", "Corp.", "Group"),
        _EN_FIRST,
        _US_LAST,
    ),
    Market("North America", "Canada", "USD", "en", 0.04, _US_STEMS, ("Inc.", "Ltd."), _EN_FIRST, _US_LAST),
    Market(
        "France & Benelux", "France", "EUR", "fr", 0.10, _FR_STEMS, ("SARL", "SAS", "et Fils"), _FR_FIRST, _FR_LAST
    ),
    Market("France & Benelux", "Belgium", "EUR", "fr", 0.03, _FR_STEMS, ("SRL", "SA"), _FR_FIRST, _FR_LAST),
    Market("Nordics", "Sweden", "EUR", "en", 0.05, _NO_STEMS, ("AB",), _NO_FIRST, _NO_LAST),
    Market("Nordics", "Denmark", "EUR", "en", 0.02, _NO_STEMS, ("ApS", "A/S"), _NO_FIRST, _NO_LAST),
)

TRADES: dict[str, dict[str, tuple[str, ...]]] = {
    "en": {
        "Facilities": ("Facilities", "Cleaning Services"),
        "Logistics": ("Haulage", "Freight", "Couriers"),
        "Utilities": ("Water Services", "Energy Networks"),
        "Construction": ("Roofing", "Builders", "Scaffolding"),
        "Healthcare": ("Home Care", "Dental Supplies"),
        "Manufacturing": ("Lifts", "Packaging", "Pumps"),
        "Telecoms": ("Fibre", "Networks"),
        "Retail": ("Bakeries", "Garden Centres"),
    },
    "de": {
        "Facilities": ("Gebäudereinigung", "Hausverwaltung"),
        "Logistics": ("Spedition", "Kurierdienste"),
        "Utilities": ("Wärmenetze", "Stadtwasser"),
        "Construction": ("Dachbau", "Gerüstbau"),
        "Healthcare": ("Pflegedienste", "Medizintechnik"),
        "Manufacturing": ("Kältetechnik", "Aufzüge"),
        "Telecoms": ("Glasfaser", "Netzbau"),
        "Retail": ("Bäckereien", "Gartenmärkte"),
    },
    "fr": {
        "Facilities": ("Propreté", "Services Généraux"),
        "Logistics": ("Transports", "Messagerie"),
        "Utilities": ("Eaux", "Énergies"),
        "Construction": ("Toitures", "Bâtiment"),
        "Healthcare": ("Soins à Domicile", "Santé"),
        "Manufacturing": ("Ascenseurs", "Emballages"),
        "Telecoms": ("Fibre", "Réseaux"),
        "Retail": ("Boulangeries", "Jardineries"),
    },
}
INDUSTRIES = tuple(TRADES["en"])
OWNERS = ("Priya Anand", "Maya Lind", "Omar Diaz", "Jonas Feld", "Claire Aubrac", "Tess Rushmere")
AGENTS = ("Lena Fox", "Sam Okoro", "Ilse Bakker", "Dario Conti", "Mia Sallow")


def slug(text: str) -> str:
    """`text` in plain lower-case letters and digits, as a domain would spell it."""
    expanded = text.lower()
    for sign, letters in (("ß", "ss"), ("ä", "ae"), ("ö", "oe"), ("ü", "ue"), ("ø", "o"), ("å", "a")):
        expanded = expanded.replace(sign, letters)
    plain = unicodedata.normalize("NFKD", expanded)
    return "".join(sign for sign in plain if sign.isascii() and sign.isalnum())


def company_name(rng: np.random.Generator, market: Market, industry: str, taken: set[str]) -> str:
    """A name that is not in `taken` (and is added to it)."""
    trades = TRADES[market.language][industry]
    for _ in range(200):
        stem, trade = str(rng.choice(market.stems)), str(rng.choice(trades))
        ending = str(rng.choice(market.endings))
        form = int(rng.integers(4))
        if form == 0:
            other = str(rng.choice(market.stems))
            name = f"{stem} & {other} {trade}" if other != stem else f"{stem} {trade} {ending}"
        elif form == 1:
            name = f"{stem} {ending}"
        elif form == 2 and market.language == "en":
            name = f"{stem}'s {trade}" if not stem.endswith("s") else f"{stem} {trade} {ending}"
        else:
            name = f"{stem} {trade} {ending}"
        if slug(name) not in taken:
            taken.add(slug(name))
            return name
    raise ValueError(f"no free company name is left for {market.country} and {industry}")


def person(rng: np.random.Generator, market: Market) -> tuple[str, str]:
    """First and last name of somebody who works there."""
    return str(rng.choice(market.firsts)), str(rng.choice(market.lasts))
