"""Words for canonical columns in German, French, Spanish, Portuguese and Dutch."""

from __future__ import annotations

from collections.abc import Mapping

# Compared without case, accents, signs and spaces; '|' between them.
FOREIGN: Mapping[str, str] = {
    "account_id": (
        "kundennummer|kunden id|kunden-nr|kunde|firma|numéro client|numéro de client|id client|compte"
        "|número do cliente|código do cliente|número de cliente|id cliente|cliente|código de cliente"
        "|cuenta|id do cliente|conta|klantnummer|klant id|klant"
    ),
    "account_name": (
        "kundenname|firmenname|unternehmen|nom du client|raison sociale|nombre|empresa|razón social"
        "|nome do cliente|nome|naam|klantnaam"
    ),
    "contact_email": "e-mail-adresse|courriel|adresse e-mail|correo|correo electrónico|e-mail-adres",
    "created_at": (
        "erstellt am|erstellt|angelegt am|erstellungsdatum|date de création|créé le|fecha de creación"
        "|criado em|aangemaakt op|aanmaakdatum"
    ),
    "start_date": (
        "vertragsbeginn|vertragsstart|beginn|startdatum|gültig ab|date de début|à partir du|fecha de inicio|inicio"
        "|data de início|início|ingangsdatum"
    ),
    "end_date": (
        "vertragsende|ende|enddatum|gültig bis|date de fin|date de résiliation|fecha de fin|fecha de baja|fin"
        "|data de fim|fim|data de cancelamento|einddatum|opzegdatum|abwanderungsdatum|abgewandert am|abgang"
        "|abgangsdatum|kunde bis|verloren am|date de perte|date de départ|perdu le|fecha de pérdida|data de perda"
        "|data de saída|vertrekdatum|klant tot"
    ),
    "owner": "betreuer|kundenbetreuer|verantwortlich|responsable|responsável|gestor|accountmanager",
    "country": "land|pays|país",
    "industry": "branche|secteur|industria|setor|bedrijfstak",
    "employee_count": ("mitarbeiter|mitarbeiterzahl|effectif|nombre d'employés|empleados|funcionários|medewerkers"),
    "plan": "tarif|tarief|plano",
    "seats_purchased": "lizenzen|sièges|licencias|licenças|licenties",
    "renewal_date": ("verlängerung|verlängerungsdatum|date de renouvellement|fecha de renovación|verlengingsdatum"),
    "user_id": "benutzer|nutzer id|utilisateur|usuario|usuário|gebruiker",
    "subscription_id": "vertragsnummer|abo nummer|numéro de contrat|número de contrato|contractnummer",
    "product": "produkt|produit|producto|produto",
    "quantity": "menge|anzahl|quantité|cantidad|quantidade|aantal",
    "mrr": "monatlicher umsatz|monatsbetrag|revenu mensuel|ingreso mensual|receita mensal|maandbedrag",
    "amount": (
        "betrag|preis|wert|montant|prix|importe|precio|valor|preço|bedrag|prijs|vertragswert|gesamtwert"
        "|auftragswert|valeur du contrat|montant du contrat|valor del contrato|importe del contrato"
        "|valor do contrato|contractwaarde"
    ),
    "billing_interval": "abrechnungszeitraum|intervall|périodicité|periodicidad|periodicidade|factuurinterval",
    "currency": "währung|devise|moneda|moeda|valuta",
    "status": "statut|estado|zustand",
    "cancel_requested_at": "kündigung am|kündigungsdatum|gekündigt am",
    "discount": "rabatt|remise|descuento|desconto|korting",
    "cancel_reason": "kündigungsgrund|motif de résiliation|motivo de cancelación|motivo do cancelamento",
    "month": "monat|mois|mes|mês|maand",
    "movement_date": "datum|fecha",
    "invoice_id": (
        "rechnungsnummer|rechnungsnr|belegnummer|gutschriftnummer|gutschriftsnummer|zahlungsnummer|bestellnummer"
        "|numéro de facture|numéro avoir|numéro d'avoir|id paiement|numéro de commande|factura|número de factura"
        "|número de nota de crédito|número de pedido|id de pago|fatura|número do pedido|id do pagamento"
        "|factuurnummer|betaling id|bestelnummer|creditnotanummer"
    ),
    "invoice_date": (
        "rechnungsdatum|belegdatum|gutschriftsdatum|gutschriftdatum|bestelldatum|date de facture|date avoir"
        "|date d'avoir"
        "|date de commande|fecha de factura|fecha de pedido|data da fatura|data do pedido|factuurdatum|besteldatum"
    ),
    "document_type": (
        "belegart|dokumentart|belegtyp|type de document|tipo de documento|documenttype|documentsoort|tipo|typ|art"
        "|soort"
    ),
    "line_total": (
        "positionsbetrag|zeilenbetrag|zeilensumme|montant ligne|montant de la ligne|total ligne|importe línea"
        "|importe de línea|total línea|total da linha|valor da linha|regelbedrag|regeltotaal"
    ),
    "unit_amount": "einzelpreis|stückpreis|prix unitaire|precio unitario|preço unitário|stukprijs|eenheidsprijs",
    "amount_due": (
        "offener betrag|restbetrag|offen|offene forderung|fälliger betrag|reste à payer|restant dû|solde dû"
        "|montant dû|saldo pendiente|importe pendiente|pendiente|saldo devedor|valor em aberto|em aberto"
        "|openstaand bedrag|openstaand|te betalen"
    ),
    "period_start": (
        "leistungsbeginn|leistungszeitraum von|début de période|inicio del período|início do período|periode van"
    ),
    "period_end": "leistungsende|leistungszeitraum bis|fin de période|fin del período|fim do período|periode tot",
    "due_date": "fällig am|fälligkeit|fälligkeitsdatum|échéance|vencimiento|data de vencimento|vervaldatum",
    "paid_at": (
        "bezahlt am|zahlungsdatum|payé le|date de paiement|pagado el|fecha de pago|pago em|data de pagamento"
        "|betaald op"
        "|betaaldatum|betalingsdatum"
    ),
    "total": (
        "gesamtbetrag|rechnungsbetrag|bruttobetrag|summe|valor total|factuurbedrag|montant total|importe total"
        "|total geral|totaal"
    ),
    "amount_paid": "bezahlt|montant payé|importe pagado|valor pago|betaald bedrag",
    "event_at": "zeitpunkt|zeitstempel|horodatage|fecha y hora|data e hora|tijdstip",
    "event_name": "ereignis|aktion|événement|evento|gebeurtenis",
    "event_count": "anzahl|nombre|cantidad|quantidade|aantal",
    "responded_at": "beantwortet am|antwortdatum|date de réponse|fecha de respuesta|fecha|data de resposta|datum",
    "score": "bewertung|punktzahl|note|puntuación|nota|pontuação|beoordeling",
    "comment": "kommentar|begründung|rückmeldung|commentaire|comentario|comentário|opmerking",
    "sent_at": "gesendet am|versendet am|envoyé le|enviado el|enviado em|verzonden op",
    "ticket_id": "ticketnummer|ticket-nr|numéro de ticket|número de ticket",
    "first_response_at": "erste antwort|première réponse|primera respuesta|primeira resposta|eerste reactie",
    "solved_at": ("gelöst am|geschlossen am|résolu le|fermé le|resuelto el|cerrado el|resolvido em|opgelost op"),
    "escalated_at": (
        "eskaliert am|eskalationsdatum|eskalation am|escaladé le|date d'escalade|escalado el|fecha de escalado"
        "|fecha de escalamiento|escalado em|data de escalonamento|geëscaleerd op"
    ),
    "escalation_closed_at": (
        "eskalation beendet|eskalation beendet am|eskalation gelöst|eskalation gelöst am|eskalation geschlossen"
        "|eskalationsende|fin d'escalade|fin de l'escalade|fin de escalado|fin del escalado|fim da escalada"
        "|escalatie gesloten|escalatie opgelost"
    ),
    "priority": "priorität|priorité|prioridad|prioridade|prioriteit",
    "subject": "betreff|sujet|objet|asunto|assunto|onderwerp",
    "channel": "kanal|canal|kanaal",
    "close_date": "abschlussdatum|date de clôture|fecha de cierre|data de fechamento|sluitingsdatum",
    "category": "kostenart|kategorie|catégorie|poste de dépense|categoría|categoria|categorie",
    "purpose": "zweck|objet|propósito|finalidade|doel",
    "date": "datum|fecha|data",
    "rate": "kurs|taux|tasa|taxa|koers",
    "measure": "kennzahl|indicateur|indicador|meetwaarde",
    "actual": "ist|réel|real|werkelijk",
    "target": "soll|ziel|objectif|objetivo|meta|doel",
    "reason": "grund|raison|motivo|reden",
    "text": "notiz|note|nota|notitie",
}
