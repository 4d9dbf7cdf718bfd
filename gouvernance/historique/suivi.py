"""Chaque écriture d'un objet suivi laisse une ligne : qui, quand, pourquoi, et tout son contenu."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import partial

from django.db import models, transaction
from simple_history.models import HistoricalChanges, HistoricalRecords

from gouvernance.exercices.rattache import Rattache

MOTIF: ContextVar[str] = ContextVar("motif", default="")
AUTEUR: ContextVar[models.Model | None] = ContextVar("auteur", default=None)


@contextmanager
def pour_motif(motif: str, auteur: models.Model | None = None) -> Iterator[None]:
    """Donne ce motif, et cet auteur hors d'une page, à tout ce qui s'écrit dans le bloc."""
    jetons = MOTIF.set(motif), AUTEUR.set(auteur or AUTEUR.get())
    try:
        yield
    finally:
        MOTIF.reset(jetons[0])
        AUTEUR.reset(jetons[1])


def trouver_auteur(request=None, **_):
    return AUTEUR.get() or (request.user if request else None)


def options_d_un_historique(modele: type[models.Model]) -> dict:
    """Personne n'a de droit propre sur un historique : il se lit avec l'objet."""
    nom = f"historique : {modele._meta.verbose_name}"
    return {"verbose_name": nom, "verbose_name_plural": nom, "default_permissions": ()}


def tel_qu_en_base(instance: models.Model, champs_ecrits=None) -> models.Model:
    """L'objet à copier ; relu si la mémoire n'en tient qu'une partie, ou n'en a écrit qu'une."""
    tenus = instance.__dict__.values()
    calcules = any(hasattr(valeur, "resolve_expression") for valeur in tenus)
    if not (champs_ecrits or calcules or instance.get_deferred_fields()):
        return instance
    relu = type(instance)._base_manager.get(pk=instance.pk)
    # Ce que la bibliothèque lit sur l'objet même : son auteur, son motif, sa date.
    for nom in ("_history_user", "_change_reason", "_history_date"):
        if nom in instance.__dict__:
            setattr(relu, nom, instance.__dict__[nom])
    return relu


class Historique(HistoricalRecords):
    """L'historique de la bibliothèque, pour nos mandataires, nos liens multiples et nos motifs."""

    def __init__(self, **options):
        super().__init__(
            inherit=True,
            get_user=trouver_auteur,
            custom_model_name="Historique{}".format,
            history_change_reason_field=models.TextField("motif", null=True),
            **options,
        )

    def finalize(self, sender, **kwargs):
        """Un modèle mandataire écrit dans l'historique de sa table."""
        if not sender._meta.proxy:
            super().finalize(sender, **kwargs)
        elif issubclass(sender, self.cls):
            models.signals.post_save.connect(self.post_save, sender=sender, weak=False)
            models.signals.post_delete.connect(self.post_delete, sender=sender, weak=False)
            models.signals.pre_delete.connect(self.pre_delete, sender=sender, weak=False)

    def get_m2m_fields_from_model(self, model):
        return list(model._meta.local_many_to_many)

    def get_extra_fields(self, model, fields):
        """La relation `instance` d'une séance l'emporte sur le raccourci du même nom."""
        ajoutes = super().get_extra_fields(model, fields)
        return {nom: ajout for nom, ajout in ajoutes.items() if nom not in fields}

    def get_meta_options(self, model):
        return super().get_meta_options(model) | options_d_un_historique(model)

    def get_meta_options_m2m(self, through_model):
        return super().get_meta_options_m2m(through_model) | options_d_un_historique(through_model)

    def get_change_reason_for_object(self, instance, history_type, using):
        return super().get_change_reason_for_object(instance, history_type, using) or MOTIF.get()

    def post_save(self, instance, created, using=None, update_fields=None, **kwargs):
        """Une connexion ne change, d'un compte, qu'un champ qui n'est pas suivi."""
        if not update_fields or set(update_fields) - set(self.excluded_fields):
            super().post_save(tel_qu_en_base(instance, update_fields), created, using, **kwargs)

    def m2m_changed(self, instance, action, attr, pk_set, reverse, **kwargs):
        """Un lien posé depuis l'autre bout appartient à l'historique de l'objet qui le porte."""
        noter = partial(super().m2m_changed, action=action, attr=attr, pk_set=pk_set, reverse=False)
        if not reverse:
            noter(instance=tel_qu_en_base(instance, [attr]), **kwargs)
            return
        porteurs = kwargs["model"]._base_manager.all()
        if action == "pre_clear":
            # Une fois les liens défaits, plus rien ne dirait qui les portait.
            portes = porteurs.filter(**{attr: instance})
            instance._porteurs = list(portes.values_list("pk", flat=True))
        elif action.startswith("post_"):
            for porteur in porteurs.filter(pk__in=pk_set or instance.__dict__.pop("_porteurs", ())):
                noter(instance=porteur, **kwargs)


class EcritAvecSaTrace(models.Model):
    """La bibliothèque note chaque écriture après elle : l'une et l'autre, ou aucune."""

    class Meta:
        abstract = True

    def save_base(self, *args, **options):
        with transaction.atomic(using=options.get("using"), savepoint=False):
            super().save_base(*args, **options)


class Suivi(EcritAvecSaTrace, Rattache):
    """Modèle dont l'historique est gardé : `Modele.historique` et `objet.historique`."""

    historique = Historique()
    # Pourquoi changer cette ligne demande un motif, quel que soit son exercice.
    raison_d_un_motif = ""

    class Meta:
        abstract = True


def est_suivi(modele: type[models.Model]) -> bool:
    return hasattr(modele._meta.concrete_model._meta, "simple_history_manager_attribute")


def est_un_historique(modele: type[models.Model]) -> bool:
    """Vrai pour les tables de l'historique lui-même, liens multiples compris."""
    return issubclass(modele, HistoricalChanges)
