"""Choisir son mot de passe, par un lien qui ne sert qu'une fois, ou en donnant l'ancien."""

from axes.models import AccessAttempt
from django.contrib.auth.forms import PasswordChangeForm, SetPasswordForm
from django.contrib.auth.views import PasswordChangeView, PasswordResetConfirmView
from django.contrib.messages.views import SuccessMessageMixin
from django.db import transaction
from django.urls import reverse_lazy
from django.utils.decorators import method_decorator

from gouvernance.models import SessionOuverte, Utilisateur

AIDE = (
    "Au moins 12 caractères, espaces compris. Une phrase de quatre ou cinq mots sans lien entre "
    "eux se retient bien et se devine mal ; ni majuscule, ni chiffre, ni signe n’est exigé."
)


class MotDePasseForm(SetPasswordForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["new_password1"].help_text = AIDE


class ChangementForm(PasswordChangeForm, MotDePasseForm):
    """L'ancien mot de passe d'abord : une page laissée ouverte ne suffit pas."""


@method_decorator(transaction.atomic, name="dispatch")
class ChangementView(SuccessMessageMixin, PasswordChangeView):
    form_class = ChangementForm
    template_name = "comptes/mot_de_passe.html"
    success_url = reverse_lazy("mon_compte")
    success_message = "Votre mot de passe est changé ; vos autres connexions sont fermées."

    def form_valid(self, form):
        reponse = super().form_valid(form)
        celle_ci = self.request.session.session_key
        SessionOuverte.objects.de(self.request.user).exclude(pk=celle_ci).delete()
        return reponse


@method_decorator(transaction.atomic, name="dispatch")
class ChoixParLienView(PasswordResetConfirmView):
    """Le jeton quitte l'adresse dès la première page : ni l'historique, ni un lien ne l'emporte."""

    form_class = MotDePasseForm
    success_url = reverse_lazy("mot_de_passe_termine")

    def get_user(self, uidb64):
        """Un compte ouvert, retenu jusqu'à la fin : le second envoi trouve le lien usé."""
        compte = super().get_user(uidb64)
        ouverts = Utilisateur.objects.select_for_update().filter(is_active=True)
        return ouverts.filter(pk=compte.pk).first() if compte else None

    def form_valid(self, form):
        """Qui a reçu le lien est la personne : ses échecs s'oublient, qui était entré sort."""
        reponse = super().form_valid(form)
        AccessAttempt.objects.filter(username=self.user.get_username()).delete()
        # Celle-ci s'enregistre encore après nous ; signée de l'ancien, elle n'ouvre plus rien.
        celle_ci = self.request.session.session_key
        SessionOuverte.objects.de(self.user).exclude(pk=celle_ci).delete()
        return reponse
