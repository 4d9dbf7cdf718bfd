"""Ce qu'un navigateur a le droit de charger et de faire sur nos pages."""

from csp.constants import NONE, SELF

# Rien en ligne, rien d'un autre site, administration comprise.
DIRECTIVES = {
    "default-src": [NONE],
    "script-src": [SELF],
    "style-src": [SELF],
    "img-src": [SELF],
    "font-src": [SELF],
    "connect-src": [SELF],
    "form-action": [SELF],
    "frame-ancestors": [NONE],
    "base-uri": [NONE],
}


def politique(*, formulaires_vers: str = "") -> dict:
    """Une déconnexion qui passe par le fournisseur d'identité mène à son adresse, elle seule."""
    ailleurs = [formulaires_vers] if formulaires_vers else []
    return {"DIRECTIVES": DIRECTIVES | {"form-action": [SELF, *ailleurs]}}


# Ouvert malgré tout dans le navigateur, un fichier n'y exécute ni n'y charge rien.
POLITIQUE_D_UN_FICHIER = "default-src 'none'; frame-ancestors 'none'; sandbox"

# Aucune page ne s'en sert : une faute dans l'une d'elles n'y donnerait pas accès.
CAPACITES_REFUSEES = [
    "accelerometer",
    "autoplay",
    "browsing-topics",
    "camera",
    "display-capture",
    "encrypted-media",
    "fullscreen",
    "geolocation",
    "gyroscope",
    "magnetometer",
    "microphone",
    "midi",
    "payment",
    "picture-in-picture",
    "publickey-credentials-get",
    "screen-wake-lock",
    "serial",
    "usb",
    "xr-spatial-tracking",
]
PERMISSIONS = ", ".join(f"{capacite}=()" for capacite in CAPACITES_REFUSEES)
