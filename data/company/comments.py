"""Comments as people write them, put together from fragments about a few themes."""

from __future__ import annotations

import numpy as np

_GOOD = {
    "en": {
        "ease": (
            "Planning the week now takes minutes instead of a whole morning",
            "So easy that new dispatchers need no training",
            "Drag and drop scheduling just works",
            "The board is clear and quick to learn",
        ),
        "support": (
            "Support answers within the hour and actually solves it",
            "Your support team is brilliant",
            "Got a helpful reply from support the same day",
            "The people on the help desk know our trade",
        ),
        "mobile": (
            "Our crews love the mobile app",
            "Mobile check-in saves us a lot of phone calls",
            "The app works offline in basements, which matters to us",
        ),
        "time": (
            "We fit in two more jobs a day per crew",
            "Overtime is down since we started",
            "Saves each planner hours every week",
        ),
        "integration": ("The sync with our ERP has been rock solid", "Integration with payroll was painless"),
        "map": ("The new route map is superb, far fewer miles driven", "Route map cut our driving time noticeably"),
    },
    "de": {
        "ease": (
            "Die Wochenplanung geht jetzt in Minuten statt Stunden",
            "Sehr übersichtlich und leicht zu lernen",
            "Die Plantafel ist einfach und schnell",
        ),
        "support": ("Der Support antwortet schnell und kompetent", "Sehr freundliche Hilfe am Telefon"),
        "mobile": ("Unsere Monteure mögen die App", "Die mobile Anmeldung spart viele Anrufe"),
        "map": ("Die neue Routenkarte spart uns viele Kilometer",),
    },
    "fr": {
        "ease": ("La planification est simple et rapide", "Très facile à prendre en main"),
        "support": ("Le support répond vite et bien", "Une équipe à l'écoute"),
        "mobile": ("L'application mobile plaît à nos équipes",),
        "map": ("La carte des tournées nous fait gagner beaucoup de temps",),
    },
}
_BAD = {
    "en": {
        "price": (
            "The price increase was hard to justify to my boss",
            "Too expensive for what we use",
            "Renewal price went up again without anything new for us",
            "Add-ons should be included at this price",
        ),
        "reports": (
            "Reports are slow and time out at month end",
            "Exporting a report takes forever",
            "The reporting is too rigid, I end up in Excel",
        ),
        "sync": (
            "The calendar sync breaks every few weeks",
            "Jobs sometimes appear twice after the sync",
            "Integration errors with no explanation",
        ),
        "support": (
            "Waited three days for support to reply",
            "My ticket was passed around between teams",
            "Support closed my ticket without solving it",
        ),
        "mobile": ("The mobile app crashes on older phones", "App logs crews out in the middle of a job"),
        "missing": (
            "We still can't plan by skills",
            "No way to copy recurring jobs",
            "Need proper roles and permissions",
        ),
        "setup": ("Set-up was far more work than promised", "Too complicated for a small team like ours"),
    },
    "de": {
        "price": ("Die Preiserhöhung ist nicht nachvollziehbar", "Für unsere Größe zu teuer"),
        "reports": ("Die Berichte sind langsam und brechen ab", "Auswertungen mache ich doch wieder in Excel"),
        "sync": ("Die Kalender-Synchronisation fällt ständig aus",),
        "support": ("Drei Tage auf eine Antwort vom Support gewartet",),
        "missing": ("Es fehlt die Planung nach Qualifikation", "Rechte und Rollen fehlen uns"),
    },
    "fr": {
        "price": ("L'augmentation de prix est difficile à accepter", "Trop cher pour notre usage"),
        "reports": ("Les rapports sont lents", "L'export des rapports échoue souvent"),
        "sync": ("La synchronisation du calendrier tombe souvent en panne",),
        "support": ("Trop d'attente avant une réponse du support",),
    },
}
_MIDDLE = {
    "en": ("Good tool overall", "Does the job", "Fine, but there is room to improve", "Solid for scheduling"),
    "de": ("Insgesamt gut", "Macht, was es soll"),
    "fr": ("Dans l'ensemble satisfait", "Correct, peut mieux faire"),
}
_BUT = {"en": " but ", "de": ", aber ", "fr": ", mais "}
_TAILS = {
    "en": (
        "",
        "",
        "",
        ".",
        ". Keep it up!",
        ". Thanks",
        ". Happy to talk",
        " - please fix",
        "!!",
        ". Same as last time",
    ),
    "de": ("", "", ".", ". Danke", ". Weiter so", ". Bitte verbessern"),
    "fr": ("", "", ".", ". Merci", ". À améliorer"),
}
_SOUR_TAILS = frozenset({" - please fix", ". Bitte verbessern", ". À améliorer"})
_CHEERFUL_TAILS = frozenset({". Keep it up!", ". Weiter so", ". Thanks", ". Danke", ". Merci", "!!"})


def write_comment(
    rng: np.random.Generator, language: str, *, mood: float, after_price_change: bool, after_launch: bool
) -> str:
    """One comment in `language` ('en', 'de', 'fr'). `mood` runs from 0 (furious) to 1 (delighted)."""
    spoken = language if rng.random() < 0.6 else "en"
    happy = rng.random() < mood**1.5
    text = _pick(rng, _GOOD[spoken] if happy else _BAD[spoken], after_price_change, after_launch)
    if 0.55 < mood < 0.87 and rng.random() < 0.6:
        opener = str(rng.choice(_MIDDLE[spoken]))
        complaint = _pick(rng, _BAD[spoken], after_price_change, after_launch)
        text = opener + _BUT[spoken] + _lower_first(complaint)
        happy = False
    elif rng.random() < 0.18:
        other = _pick(rng, _GOOD[spoken] if happy else _BAD[spoken], after_price_change, after_launch)
        if other != text:
            text = f"{text}. {other}"
    wrong = _SOUR_TAILS if happy else _CHEERFUL_TAILS
    tail = str(rng.choice(_TAILS[spoken]))
    return text + (tail if tail not in wrong else "")


def _lower_first(text: str) -> str:
    second_is_small = len(text) > 1 and text[1].islower()
    return text[0].lower() + text[1:] if second_is_small and not text.startswith("Excel") else text


def _pick(
    rng: np.random.Generator, themes: dict[str, tuple[str, ...]], after_price_change: bool, after_launch: bool
) -> str:
    names = [name for name in themes if name != "map" or after_launch]
    weights = np.array(
        [
            (6.0 if after_price_change else 0.7) if name == "price" else (2.0 if name == "map" else 1.0)
            for name in names
        ]
    )
    return str(rng.choice(themes[str(rng.choice(names, p=weights / weights.sum()))]))
