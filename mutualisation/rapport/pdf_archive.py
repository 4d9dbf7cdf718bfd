"""Marques d'archive et d'accessibilité réunies : PDF/A-3a et PDF/UA-1 dans un même fichier.

WeasyPrint n'écrit qu'une variante à la fois ; PDF/A veut que la marque de l'autre soit décrite.
"""

from io import BytesIO

MARQUES_PDF_UA = b"""
<rdf:Description xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
  xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" rdf:about="" pdfuaid:part="1"/>
<rdf:Description xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
  xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
  xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"
  xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#" rdf:about="">
  <pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
    <pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>
    <pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
    <pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
    <pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
      <pdfaProperty:name>part</pdfaProperty:name>
      <pdfaProperty:valueType>Integer</pdfaProperty:valueType>
      <pdfaProperty:category>internal</pdfaProperty:category>
      <pdfaProperty:description>PDF/UA part number</pdfaProperty:description>
    </rdf:li></rdf:Seq></pdfaSchema:property>
  </rdf:li></rdf:Bag></pdfaExtension:schemas>
</rdf:Description>
"""


def marquer(pdf_a: bytes) -> bytes:
    """Ce PDF/A-3a, qui se dit aussi PDF/UA-1 ; les mêmes octets donnent les mêmes octets."""
    # Bibliothèque C++, que manage.py n'a pas à charger.
    from pikepdf import Name, Pdf, Stream

    with Pdf.open(BytesIO(pdf_a)) as document:
        metadonnees = document.Root.Metadata.read_bytes()
        avant, fin, apres = metadonnees.rpartition(b"</rdf:RDF>")
        flux = Stream(document, avant + MARQUES_PDF_UA + fin + apres)
        flux.Type, flux.Subtype = Name.Metadata, Name.XML
        document.Root.Metadata = document.make_indirect(flux)
        sortie = BytesIO()
        document.save(sortie, deterministic_id=True)
    return sortie.getvalue()
