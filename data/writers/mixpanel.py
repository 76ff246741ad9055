"""Mixpanel raw event export: JSON lines, gzip'd."""

from __future__ import annotations

import gzip
from pathlib import Path

import numpy as np

from ..company.model import Company

_DUPLICATES = 0.002


def write_events(path: Path, company: Company) -> Path:
    """One line an event, in the order of time; a few lines stand twice, as retried deliveries do."""
    rng = np.random.Generator(np.random.PCG64(np.random.SeedSequence(4)))
    events = company.events
    users = [contact.user_id for contact in company.contacts] + ["u_staff_demo"]
    features = [f'{{"event":"{name}","properties":{{"time":' for name in company.features]
    salts = rng.integers(0, 2**62, len(events.second)).tolist()
    lines = [
        f'{features[feature]}{second},"distinct_id":"{users[contact]}","$insert_id":"{salt:015x}",'
        f'"session_id":"s{session}","duration_minutes":{minutes}}}}}\n'
        for feature, second, contact, salt, session, minutes in zip(
            events.feature.tolist(),
            events.second.tolist(),
            events.contact.tolist(),
            salts,
            events.session.tolist(),
            events.minutes.tolist(),
            strict=True,
        )
    ]
    for position in np.flatnonzero(rng.random(len(lines)) < _DUPLICATES).tolist():
        lines[position] += lines[position]
    with path.open("wb") as raw, gzip.GzipFile("", "wb", compresslevel=3, fileobj=raw, mtime=0) as packed:
        packed.write("".join(lines).encode())
    return path
