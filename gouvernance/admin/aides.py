"""Sous un champ, la règle de droit ou de méthode qui le gouverne."""


class Aidee:
    """`aides` complète l'aide du modèle : la changer là reconstruirait la table."""

    aides: dict[str, str] = {}

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        champ = super().formfield_for_dbfield(db_field, request, **kwargs)
        if champ and (aide := self.aides.get(db_field.name)):
            champ.help_text = f"{champ.help_text} {aide}".strip()
        return champ
