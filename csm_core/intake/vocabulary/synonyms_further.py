"""Words for canonical columns in Russian, Polish, Japanese and Chinese."""

from __future__ import annotations

from collections.abc import Mapping

# Compared without case, accents, signs and spaces; '|' between them.
FURTHER: Mapping[str, str] = {
    "account_id": (
        "id клиента|код клиента|номер клиента|клиент|контрагент|id компании|компания|id klienta|numer klienta"
        "|kod klienta|klient|kontrahent|nabywca|顧客id|顧客番号|顧客コード|得意先コード|会社id|取引先id"
        "|取引先コード|客户id|客户编号|客户代码|客户|公司id|客戶編號|客戶id"
    ),
    "account_name": (
        "имя клиента|название клиента|название компании|наименование|наименование клиента|название|nazwa klienta"
        "|nazwa firmy|nazwa|firma klienta|顧客名|会社名|得意先名|取引先名|企業名|客户名称|客户名|公司名称|公司名"
        "|客戶名稱"
    ),
    "contact_email": (
        "электронная почта|почта|адрес электронной почты|adres e-mail|メールアドレス|メール|邮箱|电子邮件"
    ),
    "created_at": (
        "дата создания|создан|создано|дата регистрации|data utworzenia|utworzono|data założenia|作成日|作成日時"
        "|登録日|登録日時|创建时间|创建日期|注册时间|建立時間"
    ),
    "start_date": (
        "дата начала|начало|начало подписки|дата подключения|data rozpoczęcia|data startu|początek|data od|開始日"
        "|契約開始日|利用開始日|开始日期|开始时间|合同开始日期|生效日期|開始日期"
    ),
    "end_date": (
        "дата окончания|окончание|дата завершения|дата отключения|data zakończenia|koniec|data końca|data do"
        "|終了日|契約終了日|解約日|利用終了日|结束日期|结束时间|合同结束日期|到期日|結束日期"
    ),
    "owner": "ответственный|менеджер|opiekun|opiekun klienta|担当者|担当|负责人|客户经理",
    "country": "страна|kraj|国|国名|国家|國家",
    "industry": "отрасль|branża|業種|業界|行业",
    "employee_count": "количество сотрудников|сотрудники|liczba pracowników|従業員数|员工数|员工人数",
    "plan": "тариф|тарифный план|taryfa|プラン|料金プラン|套餐|方案",
    "seats_purchased": "количество лицензий|лицензии|liczba licencji|licencje|ライセンス数|席位数|许可数",
    "renewal_date": "дата продления|продление|data odnowienia|更新日|契約更新日|续约日期",
    "user_id": "id пользователя|пользователь|id użytkownika|użytkownik|ユーザーid|用户id|用户编号",
    "subscription_id": (
        "id подписки|номер договора|номер подписки|id subskrypcji|numer umowy|契約番号|契約id|サブスクリプションid"
        "|订阅id|合同编号"
    ),
    "product": "продукт|товар|услуга|produkt|usługa|商品|商品名|製品|产品|产品名称",
    "quantity": "количество|кол-во|ilość|数量",
    "mrr": (
        "ежемесячный доход|ежемесячный платеж|месячная выручка|kwota miesięczna|przychód miesięczny"
        "|miesięczny przychód|月額|月額料金|月次収益|月费|月度收入|月收入|月經常性收入"
    ),
    "amount": (
        "сумма|цена|стоимость|сумма договора|kwota|cena|wartość|wartość umowy|金額|料金|契約金額|金额|价格|合同金额"
    ),
    "billing_interval": (
        "период оплаты|периодичность|okres rozliczeniowy|請求間隔|支払間隔|请求周期|計費周期|计费周期"
    ),
    "currency": "валюта|waluta|通貨|币种|货币|幣別",
    "status": "статус|состояние|ステータス|状態|状态|狀態",
    "discount": "скидка|rabat|upust|割引|値引|折扣",
    "cancel_reason": "причина отказа|причина отмены|powód rezygnacji|解約理由|取消原因|流失原因",
    "month": "месяц|miesiąc|月|年月|月份",
    "invoice_id": (
        "номер счета|номер счёта|счет|номер инвойса|nr faktury|numer faktury|faktura|請求書番号|請求番号|发票号"
        "|发票号码|账单编号|發票號碼"
    ),
    "invoice_date": (
        "дата счета|дата счёта|дата выставления|data faktury|data wystawienia|請求日|請求書日付|発行日|发票日期"
        "|账单日期|开票日期"
    ),
    "due_date": "срок оплаты|оплатить до|termin płatności|支払期限|支払期日|付款期限|到期付款日",
    "paid_at": "дата оплаты|оплачен|оплачено|data płatności|data zapłaty|支払日|入金日|付款日期|支付时间",
    "total": (
        "итого|сумма|kwota|金額|金额|итоговая сумма|сумма счета|сумма с ндс"
        "|kwota brutto|wartość brutto|brutto|do zapłaty|請求金額"
        "|合計金額|合計|总金额|发票金额|账单金额|合计"
    ),
    "event_at": "время события|время|дата и время|czas zdarzenia|発生日時|イベント日時|日時|事件时间|时间|操作时间",
    "event_name": "событие|название события|действие|zdarzenie|イベント|イベント名|事件|事件名称|事件名",
    "event_count": "количество событий|liczba zdarzeń|イベント数|回数|事件数|次数",
    "responded_at": (
        "дата ответа|время ответа|ответ получен|data odpowiedzi|data ankiety|回答日|回答日時|提交日期|提交时间"
        "|回复日期|答题时间"
    ),
    "score": "оценка|балл|оценка nps|nps|ocena|ocena nps|wynik|評価|スコア|点数|评分|得分|nps评分|推荐度",
    "comment": "комментарий|отзыв|komentarz|uwagi|コメント|ご意見|评论|备注|反馈|意见",
    "ticket_id": (
        "номер обращения|номер заявки|id обращения|номер тикета|id тикета|numer zgłoszenia|id zgłoszenia"
        "|チケットid|チケット番号|問い合わせ番号|工单号|工单编号|工单id"
    ),
    "first_response_at": (
        "первый ответ|время первого ответа|pierwsza odpowiedź|初回応答日時|首次响应时间|首次回复时间"
    ),
    "solved_at": (
        "дата решения|решено|дата закрытия|закрыто|data rozwiązania|rozwiązano|data zamknięcia|解決日時|解決日"
        "|完了日時|解决时间|关闭时间|解决日期"
    ),
    "priority": "приоритет|priorytet|優先度|优先级|優先級",
    "subject": "тема|temat|件名|主题|标题",
    "channel": "канал|チャネル|渠道",
    "stage": "этап|стадия|etap|フェーズ|阶段",
    "close_date": "дата сделки|data zamknięcia sprzedaży|クローズ日|成约日期",
    "opportunity_id": "id сделки|номер сделки|id szansy|商談id|案件id|商机id|商机编号",
    "date": "дата|data|日付|日期",
    "rate": "курс|kurs|為替レート|レート|汇率",
    "reason": "причина|powód|理由|原因",
    "text": "заметка|notatka|メモ|笔记",
}
