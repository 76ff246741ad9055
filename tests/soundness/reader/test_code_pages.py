"""A file that does not say how its letters are written is read as people write their words, and told."""

from __future__ import annotations

import pytest

from csm_core.intake.read.any_file import read
from csm_core.intake.read.source import Source

POLISH = ["Łukasz Żak", "Małgorzata Wiśniewska", "Piekarnia Gołąb", "Spółka Źródło"]
CZECH = ["Jiří Dvořák", "Květa Němcová", "Pekařství Růže", "Tomáš Říha"]
HUNGARIAN = ["Erdős Győző", "Szűcs Tünde", "Hűtő és Fűtő Kft", "Kovács Péter"]
ROMANIAN = ["Ioana Ţurcanu", "Ştefan Brânză", "Brutăria Pâine Caldă", "Nicuşor Piteşti"]
CROATIAN = ["Željko Šarić", "Đurđa Perković", "Građevina Kovačić", "Pekara Mlinarić"]
GERMAN = ["Jürgen Müller", "Bäckerei Größe GmbH", "Käthe Strauß", "Schlosserei Höß"]
FRENCH = ["Hélène Lefèvre", "Société Générale", "François Noël", "Crêperie Forêt"]
SPANISH = ["Ramón Peña", "María José Núñez", "Compañía Eléctrica", "Panadería López"]
PORTUGUESE = ["João Conceição", "Organizações Araújo", "Inês Simões", "Construções Guimarães"]
SWEDISH = ["Åsa Öberg", "Håkan Sjögren", "Göran Åkesson", "Källa Gård"]
TURKISH = ["Işıl Şahin", "Çağlar Yıldız", "Güneş İnşaat", "Ayşe Öztürk"]
RUSSIAN = ["Иван Петров", "ООО Ромашка", "Пекарня Хлеб", "Завод Сталь"]
GREEK = ["Γιώργος Παπαδόπουλος", "Φούρνος Ήλιος", "Κατασκευές Ωμέγα", "Μαρία Νικολάου"]
LITHUANIAN = ["Žemyna Šiaučiūnaitė", "Kęstutis Jokūbauskas", "Statybų įmonė", "Panevėžio duona"]
WRITTEN = [
    *((POLISH, "cp1250"), (CZECH, "cp1250"), (HUNGARIAN, "cp1250"), (ROMANIAN, "cp1250"), (CROATIAN, "cp1250")),
    *((GERMAN, "cp1252"), (FRENCH, "cp1252"), (SPANISH, "cp1252"), (PORTUGUESE, "cp1252"), (SWEDISH, "cp1252")),
    *((TURKISH, "cp1254"), (RUSSIAN, "cp1251"), (GREEK, "cp1253"), (LITHUANIAN, "cp1257")),
    *((POLISH, "iso8859_2"), (CZECH, "iso8859_2"), (FRENCH, "iso8859_15"), (RUSSIAN, "koi8_r"), (RUSSIAN, "cp866")),
    *((GERMAN, "mac_roman"), (FRENCH, "mac_roman"), (SPANISH, "mac_roman"), (PORTUGUESE, "mac_roman")),
    *((GERMAN, "cp850"), (FRENCH, "cp850"), (GERMAN, "cp437"), (CZECH, "cp852"), (POLISH, "cp852")),
]


@pytest.mark.parametrize(("names", "encoding"), WRITTEN)
def test_names_come_out_as_their_people_write_them(names: list[str], encoding: str) -> None:
    rows = "".join(f"A{number};{name};{number}0.50\n" for number, name in enumerate(names))
    (raw,) = read(Source("customers.csv", f"Account ID;Name;MRR\n{rows}".encode(encoding)))
    assert raw.cells["Name"].to_pylist() == names
    (issue,) = [one for one in raw.issues if one.code == "encoding_guessed"]
    assert names[0] in str(issue.value)


def test_a_page_that_lacks_one_of_the_bytes_is_not_taken_for_a_few_letters() -> None:
    # 0x81 is the ü of DOS, and nothing in the code page of Western tools.
    (raw,) = read(Source("customers.csv", "Account ID;City\nA1;Nürnberg\nA2;Lübeck\nA3;Bonn\n".encode("cp437")))
    assert raw.cells["City"].to_pylist() == ["Nürnberg", "Lübeck", "Bonn"]


def test_typographic_signs_of_western_tools_are_no_letters_of_old_computers() -> None:
    comments = ["O’Brien said “fine”", "100 € – paid", "Café… closed", "Joe’s Bar™"]
    rows = "".join(f"A{number};{text}\n" for number, text in enumerate(comments))
    (raw,) = read(Source("notes.csv", f"Account ID;Comment\n{rows}".encode("cp1252")))
    assert raw.cells["Comment"].to_pylist() == comments


def test_a_stray_line_is_written_with_the_letters_that_the_others_have() -> None:
    lines = [f"A{number};{name}\n".encode() for number, name in enumerate(POLISH)]
    stray = "A9;Małe Źródło\n".encode("cp1250")
    (raw,) = read(Source("customers.csv", b"Account ID;Name\n" + b"".join(lines) + stray))
    assert raw.cells["Name"].to_pylist() == [*POLISH, "Małe Źródło"]
