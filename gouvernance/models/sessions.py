"""Les connexions ouvertes. Celles de Django ne disent pas à qui elles sont, ni ce qui s'en sert."""

from datetime import datetime
from typing import Self

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends import db
from django.contrib.sessions.base_session import AbstractBaseSession, BaseSessionManager
from django.db import models
from django.utils import timezone

from gouvernance.models.utilisateurs import Utilisateur

OUVERTURE = "ouverture"


class SessionOuverteQuerySet(models.QuerySet):
    def ouvertes(self) -> Self:
        return self.filter(expire_date__gt=timezone.now())

    def de(self, compte: Utilisateur) -> Self:
        return self.filter(compte=compte)


class SessionOuverte(AbstractBaseSession):
    compte = models.ForeignKey(
        Utilisateur,
        null=True,
        on_delete=models.CASCADE,
        related_name="sessions",
        verbose_name="compte",
    )
    ouverte_le = models.DateTimeField("ouverte le")
    vue_le = models.DateTimeField("dernière activité")

    objects = BaseSessionManager.from_queryset(SessionOuverteQuerySet)()

    class Meta:
        verbose_name = "connexion ouverte"
        verbose_name_plural = "connexions ouvertes"
        ordering = ["-vue_le", "pk"]
        # Nul n'administre une clé de session : qui la lit est connecté à la place de l'autre.
        default_permissions = ()

    def __str__(self):
        return f"Connexion ouverte le {timezone.localtime(self.ouverte_le):%d/%m/%Y à %H:%M}"

    @classmethod
    def get_session_store_class(cls):
        return SessionStore

    def marquer_vue(self, maintenant: datetime) -> None:
        """Sans récrire la session : une page rendue en même temps n'y perd rien."""
        type(self).objects.filter(pk=self.pk).update(
            vue_le=maintenant, expire_date=echeance(self.ouverte_le, maintenant)
        )


class SessionStore(db.SessionStore):
    """Moteur de `SESSION_ENGINE`."""

    @classmethod
    def get_model_class(cls):
        return SessionOuverte

    def load(self):
        session = self._get_session_from_db()
        if session is None:
            return {}
        maintenant = timezone.now()
        if maintenant - session.vue_le >= settings.SESSION_PAS:
            session.marquer_vue(maintenant)
        return self.decode(session.session_data)

    def create_model_instance(self, data):
        """La durée court depuis la connexion, non depuis la page visitée avant elle."""
        maintenant = timezone.now()
        compte = data.get(SESSION_KEY)
        ouverture = data.get(OUVERTURE)
        if not ouverture or ouverture[0] != compte:
            ouverture = data[OUVERTURE] = [compte, maintenant.isoformat()]
        session = super().create_model_instance(data)
        session.compte_id = compte and int(compte)
        session.ouverte_le = datetime.fromisoformat(ouverture[1])
        session.vue_le = maintenant
        session.expire_date = echeance(session.ouverte_le, maintenant)
        return session


def echeance(ouverte_le: datetime, vue_le: datetime) -> datetime:
    """La première des deux limites : sans activité, ou depuis l'ouverture."""
    return min(vue_le + settings.SESSION_INACTIVITE, ouverte_le + settings.SESSION_DUREE)
