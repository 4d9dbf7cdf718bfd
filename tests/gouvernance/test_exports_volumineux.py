"""Un téléchargement de milliers de lignes ne tient jamais en mémoire."""

import tracemalloc
from datetime import date, timedelta

import pytest
from django.urls import reverse

from gouvernance.exports import FORMATS
from gouvernance.models import Deliberation
from tests.fabriques import creer_deliberation

PEU, BEAUCOUP = 1_000, 5_000


def remplir(combien: int) -> None:
    modele = creer_deliberation()
    Deliberation.objects.bulk_create(
        Deliberation(
            collectivite=modele.collectivite,
            assemblee=modele.assemblee,
            date=date(2000, 1, 1) + timedelta(days=rang),
            objet=f"Objet {rang} " + "x" * 60,
            numero=str(rang),
            pour=rang % 80,
            contre=0,
            abstentions=0,
        )
        for rang in range(combien - 1)
    )


def memoire_au_pic(client, format: str) -> int:
    tracemalloc.start()
    reponse = client.get(reverse("deliberation_liste"), {"export": format})
    octets = sum(len(morceau) for morceau in reponse.streaming_content)
    pic = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert octets
    return pic


@pytest.mark.parametrize("format", FORMATS)
def test_cinq_fois_plus_de_lignes_ne_prennent_pas_plus_de_memoire(format, client_agent):
    remplir(PEU)
    memoire_au_pic(client_agent, format)
    avant = memoire_au_pic(client_agent, format)
    Deliberation.objects.all().delete()
    remplir(BEAUCOUP)

    apres = memoire_au_pic(client_agent, format)

    assert apres < avant * 1.25
    assert apres < 12_000_000


def test_un_csv_se_lit_sans_attendre_la_derniere_ligne(client_agent):
    remplir(PEU)
    reponse = client_agent.get(reverse("deliberation_liste"), {"export": "csv"})

    premier, *_ = [morceau.decode() for morceau in reponse.streaming_content]

    assert reponse.streaming
    assert 100 < premier.count("\n") < PEU
