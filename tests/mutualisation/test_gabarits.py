import django_tables2 as tables
import pytest
from django import forms
from django.template.loader import render_to_string


class ParticipationTable(tables.Table):
    legende = "Participations votées"

    commune = tables.Column(footer="Total")
    montant = tables.Column(attrs={"td": {"class": "nombre"}}, footer="72\u00a0527\u00a0€")
    etat = tables.Column(orderable=False)

    class Meta:
        empty_text = "Aucune participation ne correspond à ces critères."


LIGNES = [{"commune": f"Commune {rang:03}", "montant": rang, "etat": "voté"} for rang in range(60)]


def rendre_table(rf, adresse: str = "/", lignes: list[dict] = LIGNES) -> str:
    requete = rf.get(adresse)
    table = ParticipationTable(lignes)
    tables.RequestConfig(requete, paginate={"per_page": 25}).configure(table)
    return table.as_html(requete)


def test_une_table_a_legende_entetes_et_totaux(rf):
    page = rendre_table(rf)

    assert "<caption><span>Participations votées</span></caption>" in page
    assert page.count('scope="col"') == 3
    assert '<th scope="row">Commune 000</th>' in page
    assert "72\u00a0527\u00a0€" in page


@pytest.mark.parametrize(
    ("tri", "sens", "suivant"),
    [("commune", "ascending", "-commune"), ("-commune", "descending", "commune")],
)
def test_une_table_annonce_son_tri_et_revient_a_la_premiere_page(rf, tri, sens, suivant):
    page = rendre_table(rf, f"/?annee=2020&sort={tri}&page=2")

    assert page.count("aria-sort=") == 1
    assert f'aria-sort="{sens}"' in page
    assert f'href="?annee=2020&amp;sort={suivant}"' in page


def test_les_pages_gardent_les_filtres_et_disent_les_lignes_montrees(rf):
    page = rendre_table(rf, "/?annee=2020&page=2")

    assert "Lignes 26 à 50 sur 60" in page
    assert 'href="?annee=2020&amp;page=3"' in page
    assert page.count('aria-current="page"') == 1


def test_une_table_vide_dit_pourquoi(rf):
    page = rendre_table(rf, lignes=[])

    assert "Aucune participation ne correspond à ces critères." in page
    assert "<table" not in page


class Formulaire(forms.Form):
    date_fin = forms.DateField(label="Date de fin", help_text="Dernier jour inclus.")


def test_aide_et_erreur_sont_reliees_au_champ():
    page = str(Formulaire({"date_fin": "demain"}))

    assert '<label for="id_date_fin">Date de fin</label>' in page
    assert 'aria-describedby="id_date_fin_helptext id_date_fin_error"' in page
    assert 'id="id_date_fin_helptext"' in page
    assert 'id="id_date_fin_error"' in page


@pytest.mark.parametrize("gabarit", ["500.html", "403_csrf.html"])
def test_une_page_d_erreur_se_rend_sans_requete_ni_base(gabarit):
    page = render_to_string(gabarit)

    assert page.count("<h1>") == 1
    assert '<html lang="fr">' in page
