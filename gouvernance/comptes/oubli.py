"""Un mot de passe oublié : la même réponse, et le même temps, que le compte existe ou non."""

from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.forms import PasswordResetForm
from django.contrib.auth.views import PasswordResetView
from django.core.cache import cache
from django.urls import reverse_lazy
from django_tasks import task

from gouvernance.courriels import SANS_COURRIEL

ENTRE_DEUX_LIENS = 5 * 60


class OubliForm(PasswordResetForm):
    def save(self, **reglages):
        """Ni recherche du compte ni envoi ici : leur durée dirait qu'il existe."""
        envoyer_le_lien.enqueue(self.cleaned_data["email"])


class OubliView(PasswordResetView):
    form_class = OubliForm
    success_url = reverse_lazy("mot_de_passe_envoye")

    def get_context_data(self, **contexte):
        return super().get_context_data(envoi_possible=envoi_possible(), **contexte)


@task()
def envoyer_le_lien(adresse: str) -> None:
    """Aux comptes ouverts de cette adresse qui ont un mot de passe ; pas deux fois de suite."""
    demande = PasswordResetForm({"email": adresse})
    envoi_recent = f"oubli:{adresse.lower()}"
    if envoi_possible() and demande.is_valid() and not cache.get(envoi_recent):
        site = urlsplit(settings.ADRESSE_DU_SITE)
        demande.save(domain_override=site.netloc, use_https=site.scheme == "https")
        cache.set(envoi_recent, True, ENTRE_DEUX_LIENS)


def envoi_possible() -> bool:
    """En production, un courriel écrit au journal y laisserait le jeton."""
    return settings.DEBUG or settings.EMAIL_BACKEND not in SANS_COURRIEL
