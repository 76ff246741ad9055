"""Headers and states in Russian, Polish, Japanese and Chinese are those of the field."""

from __future__ import annotations

import pytest

from csm_core.intake.read.source import Source
from csm_core.intake.vocabulary.interval_words import interval_of
from csm_core.intake.worker.work import ingest_source

FILES = {
    "subscriptions": [
        "ID клиента,Дата начала,Дата окончания,Ежемесячный платеж,Валюта\nC1,2024-01-01,2024-06-01,100,RUB\n",
        "ID klienta,Data rozpoczęcia,Data zakończenia,Kwota miesięczna,Waluta\nC1,2024-01-01,2024-06-01,100,PLN\n",
        "顧客ID,開始日,終了日,月額,通貨\nC1,2024-01-01,2024-06-01,100,JPY\n",
        "客户编号,开始日期,结束日期,月费,币种\nC1,2024-01-01,2024-06-01,100,CNY\n",
    ],
    "invoices": [
        "Номер счета,Клиент,Дата счета,Сумма,Валюта,Статус\nR1,Ромашка,2024-01-01,100,RUB,Оплачен\n",
        "Nr faktury,Nabywca,Data wystawienia,Kwota brutto,Waluta,Status\nF1,Żak,2024-01-01,100,PLN,opłacona\n",
        "請求書番号,顧客ID,請求日,請求金額,通貨,ステータス\nI1,C1,2024-01-01,100,JPY,支払済\n",
        "发票号码,客户编号,发票日期,发票金额,币种,状态\nI1,C1,2024-01-01,100,CNY,已付款\n",
    ],
    "surveys": [
        "Клиент,Оценка NPS,Дата ответа,Комментарий\nC1,9,2024-01-01,да\nC2,3,2024-01-02,нет\n",
        "Klient,Ocena NPS,Data odpowiedzi,Komentarz\nC1,9,2024-01-01,tak\nC2,3,2024-01-02,nie\n",
        "客户编号,NPS评分,提交日期,评论\nC1,9,2024-01-01,好\nC2,3,2024-01-02,差\n",
    ],
}


@pytest.mark.parametrize(("kind", "text"), [(kind, text) for kind, texts in FILES.items() for text in texts])
def test_the_kind_the_customer_and_the_state_are_read(kind: str, text: str) -> None:
    ingested = ingest_source(Source("export.csv", text.encode()), None, lambda _stage, _share: None)
    (batch,) = ingested.batches
    assert batch.table == kind
    assert batch.rows["account_id"][0].as_py() in ("C1", "Ромашка", "Żak")
    if kind == "invoices":
        assert batch.rows["status"].to_pylist() == ["paid"]
    if kind == "subscriptions":
        assert str(batch.rows["end_date"][0].as_py()) == "2024-06-01 00:00:00"


@pytest.mark.parametrize("words", ["ежемесячно", "miesięcznie", "月払い", "每月", "1 месяц", "1ヶ月"])
def test_a_month_is_a_month_in_every_script(words: str) -> None:
    interval = interval_of(words)
    assert interval is not None
    assert (interval.unit, interval.count) == ("month", 1)
