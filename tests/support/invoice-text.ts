// A FatturaPA 1.2.2 as the exchange system takes it, with invented parties. Written after the public
// schema of the Agenzia delle Entrate, not taken from a real invoice.

export type InvoiceParts = {
  readonly prefix?: string;
  readonly head?: string;
  /** Of the first line. */
  readonly description?: string;
  readonly extraLines?: number;
  readonly bodies?: number;
};

const LINE = (number: number, text: string): string =>
  `<DettaglioLinee><NumeroLinea>${number}</NumeroLinea><Descrizione>${text}</Descrizione><Quantita>2.00</Quantita><UnitaMisura>ore</UnitaMisura><PrezzoUnitario>150.00</PrezzoUnitario><ScontoMaggiorazione><Tipo>SC</Tipo><Percentuale>10.00</Percentuale></ScontoMaggiorazione><PrezzoTotale>270.00</PrezzoTotale><AliquotaIVA>22.00</AliquotaIVA></DettaglioLinee>`;

export function invoiceText({
  prefix = 'p:',
  head = '<?xml version="1.0" encoding="UTF-8"?>\n<?xml-stylesheet type="text/xsl" href="fatturapa.xsl"?>\n',
  description = 'Assistenza legale, novembre 2026',
  extraLines = 0,
  bodies = 1,
}: InvoiceParts = {}): string {
  const declared = prefix === '' ? 'xmlns' : `xmlns:${prefix.slice(0, -1)}`;
  const body = `<FatturaElettronicaBody>
    <DatiGenerali>
      <DatiGeneraliDocumento>
        <TipoDocumento>TD01</TipoDocumento><Divisa>EUR</Divisa><Data>2026-11-20</Data><Numero>2026/117</Numero>
        <DatiRitenuta><TipoRitenuta>RT01</TipoRitenuta><ImportoRitenuta>86.40</ImportoRitenuta><AliquotaRitenuta>20.00</AliquotaRitenuta><CausalePagamento>A</CausalePagamento></DatiRitenuta>
        <DatiBollo><BolloVirtuale>SI</BolloVirtuale><ImportoBollo>2.00</ImportoBollo></DatiBollo>
        <DatiCassaPrevidenziale><TipoCassa>TC01</TipoCassa><AlCassa>4.00</AlCassa><ImportoContributoCassa>17.28</ImportoContributoCassa><ImponibileCassa>432.00</ImponibileCassa><AliquotaIVA>22.00</AliquotaIVA></DatiCassaPrevidenziale>
        <ImportoTotaleDocumento>548.12</ImportoTotaleDocumento>
        <Causale>Pratica Rossi contro Bianchi</Causale><Causale>Tribunale di Milano, R.G. 4471/2026</Causale>
      </DatiGeneraliDocumento>
      <DatiOrdineAcquisto><RiferimentoNumeroLinea>1</RiferimentoNumeroLinea><IdDocumento>ORD-55</IdDocumento><Data>2026-10-01</Data><CodiceCUP>J11B20000000001</CodiceCUP><CodiceCIG>Z1A2B3C4D5</CodiceCIG></DatiOrdineAcquisto>
      <DatiDDT><NumeroDDT>31</NumeroDDT><DataDDT>2026-11-02</DataDDT></DatiDDT>
    </DatiGenerali>
    <DatiBeniServizi>
      ${LINE(1, description)}
      <DettaglioLinee><NumeroLinea>2</NumeroLinea><Descrizione>Anticipazioni ex art. 15 DPR 633/72</Descrizione><PrezzoUnitario>43.00</PrezzoUnitario><PrezzoTotale>43.00</PrezzoTotale><AliquotaIVA>0.00</AliquotaIVA><Natura>N1</Natura></DettaglioLinee>
      ${Array.from({ length: extraLines }, (_, index) => LINE(index + 3, 'Altra voce')).join('')}
      <DatiRiepilogo><AliquotaIVA>22.00</AliquotaIVA><ImponibileImporto>449.28</ImponibileImporto><Imposta>98.84</Imposta><EsigibilitaIVA>I</EsigibilitaIVA></DatiRiepilogo>
      <DatiRiepilogo><AliquotaIVA>0.00</AliquotaIVA><Natura>N1</Natura><ImponibileImporto>43.00</ImponibileImporto><Imposta>0.00</Imposta><RiferimentoNormativo>Art. 15 DPR 633/72</RiferimentoNormativo></DatiRiepilogo>
    </DatiBeniServizi>
    <DatiPagamento><CondizioniPagamento>TP02</CondizioniPagamento><DettaglioPagamento><Beneficiario>Studio Legale Rossi</Beneficiario><ModalitaPagamento>MP05</ModalitaPagamento><DataScadenzaPagamento>2026-12-20</DataScadenzaPagamento><ImportoPagamento>506.68</ImportoPagamento><IstitutoFinanziario>Banca Esempio</IstitutoFinanziario><IBAN>IT60X0542811101000000123456</IBAN></DettaglioPagamento></DatiPagamento>
    <Allegati><NomeAttachment>parcella.pdf</NomeAttachment><FormatoAttachment>PDF</FormatoAttachment><DescrizioneAttachment>Parcella</DescrizioneAttachment><Attachment>JVBERi0xLjcK\n</Attachment></Allegati>
  </FatturaElettronicaBody>`;
  return `${head}<${prefix}FatturaElettronica versione="FPR12" ${declared}="http://ivaservizi.agenziaentrate.gov.it/docs/xsd/fatture/v1.2">
  <FatturaElettronicaHeader>
    <DatiTrasmissione>
      <IdTrasmittente><IdPaese>IT</IdPaese><IdCodice>01879020517</IdCodice></IdTrasmittente><ProgressivoInvio>00117</ProgressivoInvio>
      <FormatoTrasmissione>FPR12</FormatoTrasmissione><CodiceDestinatario>0000000</CodiceDestinatario><PECDestinatario>cliente@pec.alfa.example</PECDestinatario>
    </DatiTrasmissione>
    <CedentePrestatore>
      <DatiAnagrafici><IdFiscaleIVA><IdPaese>IT</IdPaese><IdCodice>01234567890</IdCodice></IdFiscaleIVA><CodiceFiscale>RSSMRA80A01F205X</CodiceFiscale><Anagrafica><Nome>Maria</Nome><Cognome>Rossi</Cognome></Anagrafica><RegimeFiscale>RF01</RegimeFiscale></DatiAnagrafici>
      <Sede><Indirizzo>Via dei Tigli</Indirizzo><NumeroCivico>7</NumeroCivico><CAP>20121</CAP><Comune>Milano</Comune><Provincia>MI</Provincia><Nazione>IT</Nazione></Sede>
    </CedentePrestatore>
    <CessionarioCommittente>
      <DatiAnagrafici><IdFiscaleIVA><IdPaese>IT</IdPaese><IdCodice>09876543210</IdCodice></IdFiscaleIVA><Anagrafica><Denominazione>Alfa &amp; Figli S.r.l.</Denominazione></Anagrafica></DatiAnagrafici>
      <Sede><Indirizzo>Piazza Grande 1</Indirizzo><CAP>40121</CAP><Comune>Bologna</Comune><Provincia>BO</Provincia><Nazione>IT</Nazione></Sede>
    </CessionarioCommittente>
  </FatturaElettronicaHeader>
  ${body.repeat(bodies)}
</${prefix}FatturaElettronica>\n`;
}
