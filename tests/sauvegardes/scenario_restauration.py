"""Une restauration retenue quand tout est chargé et que rien n’est acquis, pour être tuée."""

import sys
import time
from pathlib import Path

import django
from django.core.management import call_command

django.setup()

from mutualisation.sauvegardes.fichiers import Echange  # noqa: E402

if __name__ == "__main__":
    archive, marque = sys.argv[1:]

    def retenir(echange: Echange) -> None:
        Path(marque).touch()
        time.sleep(600)

    Echange.faire = retenir
    call_command("restaurer", archive, remplacer=True)
