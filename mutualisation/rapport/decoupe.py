"""Découper un PDF balisé : chaque extrait garde les balises, la langue et les polices."""

from collections.abc import Iterator, Sequence
from io import BytesIO
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pikepdf import Pdf


def decouper(document: bytes, titres: Sequence[str]) -> Iterator[bytes]:
    """Un PDF par signet de premier niveau, nommé par son titre, dans l'ordre du document.

    Le même document donne les mêmes octets. Lève `ValueError` si les titres ne sont pas aussi
    nombreux que les signets.
    """
    # Bibliothèque C++, que manage.py n'a pas à charger.
    from pikepdf import Pdf

    with Pdf.open(BytesIO(document)) as pdf:
        debuts = _debuts(pdf)
        fins = [*debuts[1:], len(pdf.pages)]
    for debut, fin, titre in zip(debuts, fins, titres, strict=True):
        yield _extraire(Pdf.open(BytesIO(document)), range(debut, fin), titre)


def _debuts(pdf: "Pdf") -> list[int]:
    rangs = {page.objgen: rang for rang, page in enumerate(pdf.pages)}
    with pdf.open_outline() as signets:
        return [rangs[signet.destination[0].objgen] for signet in signets.root]


def _extraire(pdf: "Pdf", pages: range, titre: str) -> bytes:
    tampon = BytesIO()
    with pdf:
        _elaguer_les_balises(pdf, pages)
        # Ils mènent aux pages retirées.
        for renvois in ["/Outlines", "/Names"]:
            if renvois in pdf.Root:
                del pdf.Root[renvois]
        del pdf.pages[pages.stop :]
        del pdf.pages[: pages.start]
        pdf.docinfo["/Title"] = titre
        with pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as xmp:
            xmp["dc:title"] = titre
        pdf.remove_unreferenced_resources()
        pdf.save(tampon, deterministic_id=True)
    return tampon.getvalue()


def _elaguer_les_balises(pdf: "Pdf", pages: range) -> None:
    """WeasyPrint donne à chaque page ses propres éléments : ceux des autres s'en vont entiers."""
    gardees = {pdf.pages[rang].objgen for rang in pages}
    numeros = {int(pdf.pages[rang].StructParents) for rang in pages}
    arbre = pdf.Root.StructTreeRoot
    (racine,) = arbre.K
    racine.K = [e for e in racine.K if e.Pg.objgen in gardees]
    nombres = list(arbre.ParentTree.Nums)
    paires = zip(nombres[::2], nombres[1::2], strict=True)
    gardes = [paire for paire in paires if int(paire[0]) in numeros]
    arbre.ParentTree.Nums = [terme for paire in gardes for terme in paire]
