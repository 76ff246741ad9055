"""Words of other tools for states and kinds of bills and payments, in ours."""

from __future__ import annotations

from collections.abc import Mapping

from csm_core.intake.vocabulary.headers import spoken

# Compared without case, accents and signs, in English, German, French, Spanish, Portuguese and Dutch; '|' between.
_STATES: Mapping[str, str] = {
    "paid": (
        "paid|paid out|confirmed|succeeded|success|successful|complete|completed|settled|captured|cleared|closed"
        "|approved|received"
        "|posted"
        "|payment received|applied|fully applied|allocated|fully allocated|redeemed"
        "|fulfilled|delivered|shipped|processed|ok|paid in full|true|yes"
        "|bezahlt|beglichen|erfolgreich|ausgeglichen|abgeschlossen|eingegangen"
        "|payé|payée|réglé|réglée|réussi|réussie|acquittée|encaissé|encaissée|soldée|terminé|validé"
        "|pagado|pagada|cobrado|cobrada|completado|completada|exitoso|aprobado|aprobada|liquidada"
        "|pago|paga|concluído|concluída|aprovado|aprovada|recebido|recebida|quitado|liquidado|sucesso"
        "|betaald|geslaagd|voldaan|voltooid|afgerond|ontvangen|opłacona|opłacone|zapłacona|zapłacono|uregulowana"
        "|оплачен|оплачена|оплачено|проведен|支払済|支払い済み|入金済|入金済み|已付款|已支付|已付"
    ),
    "open": (
        "open|unpaid|not paid|outstanding|overdue|past due|pastdue|sent|viewed|due|issued|finalized|finalised"
        "|authorised|awaiting payment|partial|partially paid|part paid|payment due"
        "|unapplied|partially applied|unallocated|partially allocated|emailed|approved unpaid"
        "|offen|unbezahlt|überfällig|versendet|verschickt|gesendet|fällig|teilbezahlt|teilweise bezahlt|ausstehend"
        "|impayé|impayée|en retard|envoyée|ouverte|échue|émise|partiellement payée|à payer|non payée"
        "|vencida|abierta|enviada|emitida|impagada|no pagada|parcialmente pagada|por cobrar|pendiente de pago"
        "|em aberto|aberta|vencido|atrasada|parcialmente paga|não paga|a receber"
        "|openstaand|verzonden|te laat|onbetaald|deels betaald|achterstallig|vervallen|nieopłacona|wystawiona|wysłana"
        "|po terminie|не оплачен|не оплачено|неоплачен|выставлен|просрочен|未払い|未払|未入金|未付款|未支付|逾期"
    ),
    "refunded": (
        "refunded|fully refunded|returned|erstattet|zurückerstattet|remboursé|remboursée|reembolsado|reembolsada"
        "|devuelto|devuelta|estornado|estornada|devolvido|terugbetaald|zwrócona|возвращен|возврат|返金済み|已退款"
    ),
    "partially_refunded": (
        "partially refunded|partial refund|teilweise erstattet|partiellement remboursé|reembolso parcial"
        "|parcialmente reembolsado|deels terugbetaald"
    ),
    "void": (
        "void|voided|canceled|cancelled|deleted|reversed|annulled|storniert|gelöscht|annulé|annulée|supprimée"
        "|anulado|anulada|cancelado|cancelada|eliminada|excluída"
        "|geannuleerd|gecrediteerd|verwijderd|anulowana|аннулирован|отменен|отменена|取消|已作废|已取消"
    ),
    "written_off": (
        "uncollectible|uncollectable|written off|write off|bad debt|forgiven|uneinbringlich|ausgebucht|irrécouvrable"
        "|incobrable|incobrável|baixada como perda|oninbaar|afgeboekt"
    ),
    "draft": "draft|not issued|quote|entwurf|brouillon|borrador|rascunho|concept|en cours de rédaction",
    "failed": (
        "failed|failure|declined|denied|rejected|error|expired|blocked|bounced|charged back|chargeback|charge back"
        "|disputed|dispute lost|requires payment method|requires action|requires confirmation|incomplete|abandoned"
        "|unsuccessful|fehlgeschlagen|abgelehnt|gescheitert|fehler|rücklastschrift|geplatzt"
        "|échoué|échouée|échec|refusé|refusée|rejeté|rejetée|fallido|fallida|falló|rechazado|rechazada|denegado"
        "|falhou|falhado|falhada|recusado|recusada|rejeitado|negado|mislukt|geweigerd|afgewezen|gestorneerd"
    ),
    "pending": (
        "pending|processing|in process|in progress|submitted|authorized|awaiting approval|pending approval|scheduled"
        "|waiting|on hold|in bearbeitung|wartend|in ausführung|en attente|en cours|pendiente|en proceso|en curso"
        "|pendente|em processamento|em andamento|in behandeling|wachtend|in afwachting"
    ),
}
_DOCUMENTS: Mapping[str, str] = {
    "invoice": (
        "invoice|sale|sales|order|sales invoice|tax invoice|accrec|inv|si|recurring|subscription|one off|one time"
        "|renewal"
        "|rechnung|ausgangsrechnung|verkauf|facture|facture client|vente|factura|factura de venta|venta|fatura"
        "|nota fiscal|venda|factuur|verkoopfactuur|verkoop|debit note|debit memo"
    ),
    "payment": (
        "payment|receipt|charge|payment received|capture|customer payment|sales receipt|transaction|zahlung"
        "|zahlungseingang|einzahlung|paiement|règlement|encaissement|pago|cobro|pagamento|recebimento|betaling"
        "|ontvangst|incasso"
    ),
    "credit_note": (
        "credit note|credit memo|creditnote|creditmemo|credit|accreccredit|credit invoice|cn|sc|sales credit"
        "|sales credit note|gutschrift"
        "|rechnungskorrektur"
        "|stornorechnung|storno|korrekturrechnung|avoir|note de crédit|facture d'avoir|nota de crédito|nota credito"
        "|factura rectificativa|abono|nota de abono|creditnota|creditfactuur"
    ),
    "refund": (
        "refund|partial refund|payment refund|refund receipt|chargeback|dispute|reversal|return|erstattung"
        "|rückerstattung|rückzahlung|rückbuchung|remboursement|reembolso|devolución|devolução|estorno|terugbetaling"
        "|restitutie"
    ),
    "other": (
        "payout|transfer|fee|stripe fee|processing fee|application fee|tax fee|topup|top up|estimate|quote|quotation"
        "|sales order|purchase order|proforma|pro forma|proforma invoice|accpay|vendor bill|vendor credit|expense"
        "|journal entry|statement|delivery note|angebot|kostenvoranschlag|lieferschein|auszahlung|gebühr|devis"
        "|bon de livraison|frais|virement|presupuesto|albarán|comisión|orçamento|taxa|offerte|pakbon|kosten"
    ),
}


def _by_word(words: Mapping[str, str]) -> Mapping[str, str]:
    return {spoken(word): ours for ours, many in reversed(list(words.items())) for word in many.split("|")}


_STATE, _DOCUMENT = _by_word(_STATES), _by_word(_DOCUMENTS)


def bill_state(text: str) -> str | None:
    """'paid', 'open', 'refunded', 'partially_refunded', 'void', 'written_off', 'draft', 'failed', 'pending'.

    A bill that is void was never to be paid, one that is written off was, and is not expected any more.
    None: the word is not known.
    """
    return _STATE.get(spoken(text))


def bill_document(text: str) -> str | None:
    """'invoice', 'payment', 'credit_note', 'refund' or 'other' (no bill at all); None: not known."""
    return _DOCUMENT.get(spoken(text))
