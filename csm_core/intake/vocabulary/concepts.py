"""What the words of a header mean, in English, German, French, Spanish, Portuguese and Dutch."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

# Concept → words, compared without case and accents. A word under two concepts means either.
_WORDS: Mapping[str, str] = {
    "customer": (
        "customer client account company organization organisation org tenant workspace acct cust business "
        "kunde kunden kd mandant mandanten debitor debitoren firma firmen unternehmen societe entreprise "
        "compte cliente clientes raison razon razao cuenta empresa conta klant klanten bedrijf bedrijfs "
        "organisatie debiteur debiteuren acc subscriber consumer"
    ),
    "id": (
        "id ids number no nr nummer num code key ref reference uid uuid guid identifier kennung kennzeichen "
        "numero n identifiant codigo cod clave identificador kenmerk record"
    ),
    "name": "name nom nombre nome naam display names raison razon razao social",
    "date": (
        "date datum fecha data day jour dia dag tag time zeit heure hora tijd timestamp zeitstempel "
        "horodatage at on am zeitpunkt tijdstip tijdstempel when datetime occurred moment ts dt marca temporal "
        "instant"
    ),
    "start": (
        "start started begin began beginn anfang debut inicio ingang ingangs effective activated activation "
        "alta since seit depuis desde sinds ab from von joined aktiviert golive wirksam effet vigencia"
    ),
    "end": (
        "end ends ended finish finished finishes "
        "ende fin fim einde eind termino termination terminated canceled cancelled cancellation "
        "cancel churn churned baja kundigung kundigungs resiliation opzeg opzegging expiry expires expiration "
        "expired "
        "deactivated deactivation deaktiviert desactive desactivado desativado "
        "gedeactiveerd ablauf until bis to hasta ate tot cancelacion cancelamento left lost abwanderung abwanderungs "
        "verlassen perdu vertrek"
    ),
    "created": (
        "created create creation opened open erstellt erstellungs angelegt eroffnet eroffnungs erfasst "
        "ouverture ouvert cree creacion creado creada apertura abierto criado criada criacao abertura aberto "
        "aangemaakt aanmaak geopend logged raised submitted eingang"
    ),
    "solved": (
        "solved resolved closed close closing geloest gelost erledigt geschlossen resolution resolu ferme "
        "cloture cierre cerrado resuelto fechamento fechado resolvido encerrado afgehandeld opgelost gesloten "
        "completed done losung resolucion resolucao abschluss sluiting sluitings fermeture encerramento "
        "afhandeling"
    ),
    "renewal": (
        "renewal renews renew verlangerung verlangerungs renouvellement renovacion renovacao verlenging verlengings"
    ),
    "owner": (
        "owner owned csm manager betreuer kundenbetreuer verantwortlich verantwortlicher responsable responsavel "
        "gestor gerente gestionnaire charge beheerder accountmanager accountbeheerder rep executive "
        "propietario zustandig"
    ),
    "success": "success",
    "country": "country land pays pais",
    "industry": "industry sector vertical branche secteur industria setor segmento bedrijfstak rubro activite sektor",
    "employees": (
        "employees employee headcount staff mitarbeiter mitarbeitende beschaftigte salaries effectif "
        "effectifs employes empleados funcionarios medewerkers plantilla personeel colaboradores"
    ),
    "seats": "seats seat licenses licences license licence lizenzen lizenz sieges licencias licencas licenties",
    "plan": "plan plans tier package pkg edition tarif tarief plano formule paket pakket rateplan",
    "product": "product sku produkt produit producto produto artikel",
    "subscription": (
        "subscription subscriptions sub contract agreement abo abonnement abonnements vertrag vertrags "
        "contrat contrato assinatura suscripcion contractual"
    ),
    "mrr": "mrr",
    "yearly": "arr acv annual yearly annualised annualized jahrlich jahres annuel annuelle anual jaarlijks year",
    "recurring": "recurring wiederkehrend wiederkehrender recurrent recurrente recorrente terugkerend",
    "month": (
        "month monat monats mois mes maand period periode periodo monthly monatlich monatlicher monatliche "
        "mensuel mensuelle mensual mensal maandelijks maandelijkse reporting"
    ),
    "revenue": "revenue umsatz revenu revenus ingreso ingresos receita omzet",
    "amount": (
        "amount value price fee betrag wert preis montant prix importe precio valor preco bedrag prijs charge "
        "cuota quota gebuhr tarifa waarde"
    ),
    "unit": "unit each stuck unitaire unitario stuks einzel",
    "interval": (
        "interval cycle zyklus ciclo cyclus frequency intervall periodicite periodicidad periodicidade turnus "
        "frequenz frequence"
    ),
    "billing": "billing abrechnung abrechnungs facturation facturacion faturamento facturatie",
    "currency": "currency ccy cur curr wahrung whg devise moneda moeda valuta divisa iso monnaie",
    "status": "status state statut estado zustand",
    "stage": "stage phase etapa etape fase pipeline stadium",
    "trial": "trial probezeit testphase essai prueba proef",
    "discount": "discount rabatt remise descuento desconto korting",
    "reason": "reason grund motif motivo reden why warum pourquoi porque waarom hauptgrund",
    "change": (
        "change delta movement variation anderung veranderung changement cambio variacion mudanca variacao "
        "wijziging mutatie differenz"
    ),
    "after": "new nouveau nouvelle nuevo novo nieuw nieuwe neu neuer after resulting",
    "invoice": "invoice bill rechnung rechnungs beleg facture factura fatura factuur",
    "due": "due fallig falligkeit falligkeits echeance vencimiento vencimento verval",
    "issue": "issue issued ausgestellt ausstellungs emission emision emissao uitgifte",
    "paid": (
        "paid payment bezahlt zahlung zahlungs zahl paye paiement pagado pago pagamento betaald betaling received"
    ),
    "total": "total gross brutto gesamt summe ttc totaal somme suma bruto importe",
    "balance": "balance",
    "refund": "refund refunded erstattet erstattung rembourse reembolso terugbetaald",
    "event": (
        "event action activity ereignis aktion aktivitat evenement evento accion acao gebeurtenis actie operation"
    ),
    "feature": "feature module funktion fonctionnalite funcion funcionalidad funcionalidade functie page",
    "user": (
        "user actor benutzer nutzer anwender utilisateur usuario gebruiker visitor distinct login member username"
    ),
    "identity": "identity",
    "session": "session sitzung sitzungs sesion sessao sessie",
    "duration": "duration dauer duree duracion duracao duur length spent",
    "minutes": "minutes minute min mins m minuten minutos",
    "count": (
        "count number anzahl nombre cantidad quantidade aantal qty quantity menge quantite uses times numero "
        "n no units total"
    ),
    "response": (
        "responded rated response answer answered answers antwort beantwortet antworten reponse repondu respuesta "
        "resposta antwoord beantwoord reply replied submitted submission respondent respondida"
    ),
    "survey": "survey questionnaire umfrage enquete encuesta pesquisa",
    "score": (
        "score rating note bewertung punktzahl punkte puntuacion calificacion nota pontuacao avaliacao "
        "beoordeling cijfer nps csat ces stars result valoracion classificacao"
    ),
    "comment": (
        "comment comments feedback remark remarks verbatim text kommentar kommentare begrundung commentaire "
        "commentaires comentario comentarios opmerking opmerkingen toelichting remarque observacion "
        "observacao ruckmeldung bemerkung"
    ),
    "sent": (
        "sent send invited invitation gesendet versendet envoye envoi enviado enviada envio verzonden einladung"
    ),
    "ticket": "ticket case incident request conversation vorgang anfrage demande caso chamado melding meldings zaak",
    "first": "first initial erste ersten premiere primera primeira eerste",
    "agent": "agent agents public",
    "reply": "reply replies response responses interactions messages antworten",
    "reopen": "reopen reopens reopened wiedereroffnet",
    "reassign": "reassign reassignment reassignments reassigned",
    "priority": "priority prio severity urgency prioritat priorite prioridad prioridade prioriteit dringlichkeit",
    "subject": (
        "subject title summary betreff titel sujet objet asunto assunto onderwerp description desc titulo titre short"
    ),
    "channel": "channel via source kanal canal kanaal quelle origin fuente",
    "email": "email emails mail courriel correo correio mailadresse emailadresse",
    "contact": (
        "contact kontakt person contacto contato ansprechpartner requester respondent demandeur melder who "
        "personne persona pessoa contactpersoon"
    ),
    "external": "external externe externo extern",
    "deal": (
        "deal opportunity opp verkaufschance verkaufschancen oportunidad oportunidade opportunite verkoopkans "
        "auftrag auftrags geschaft"
    ),
    "expected": (
        "expected est estimated voraussichtlich voraussichtlicher voraussichtliches prevue prevu prevista "
        "previsto verwacht verwachte geplant"
    ),
    "type": "type art tipo soort kind label typ",
    "category": "category kategorie categorie categoria",
    "cost": (
        "cost costs kosten cout couts coste costes custo custos spend ausgaben depense depenses gasto despesa "
        "uitgaven"
    ),
    "centre": "centre center stelle",
    "purpose": "purpose zweck doel proposito finalidade for objet",
    "rate": "rate kurs taux tasa taxa koers per",
    "measure": "measure kpi metric criterion outcome kennzahl indicateur indicador goal",
    "actual": "actual reached achieved result ist real reel werkelijk resultado resultat",
    "target": "target goal soll ziel objectif objetivo meta doel",
    "domain": "domain website web url site",
    "parent": "parent mutter muttergesellschaft matriz mere moeder moederbedrijf konzern holding ultimate",
    "movement": "movement",
    "segment": "segment segments",
    "ledger": "ledger gl payable receivable bank asset expense income deposit clearing sachkonto erloskonto nominal",
    "supplier": "vendor supplier merchant payee lieferant fournisseur proveedor fornecedor leverancier lead leads",
    "order": "order orders bestellung bestell commande pedido encomenda bestelling sale purchase transaction txn",
    "credit": "credit gutschrift avoir abono creditnota",
    "campaign": "campaign kampagne campagne campana campanha",
    "visits": (
        "logins visits views clicks actions anmeldungen logons besuche klicks zugriffe aufrufe seitenaufrufe "
        "connexions visites vues clics conexiones visitas vistas acessos visualizacoes aanmeldingen bezoeken "
        "weergaven"
    ),
    "": (
        "of the a de do da dos das del al au aux los las van het een vom zum zur la le les du des der die den dem "
        "et e und and y en by per pro par por pour para fur "
        "net netto ht exkl excl address adresse adres direccion l d s un une em el op um amt in sur sociale "
        "social your our unique full main list associated"
    ),
}
CONCEPTS = MappingProxyType(_WORDS)
