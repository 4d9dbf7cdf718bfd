import os
import sys

import django

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mutualisation.settings")
    django.setup()

    if sys.argv[1:] == ["simulation"]:
        from bench.simulation import main
    elif sys.argv[1:] == ["rapport"]:
        from bench.rapport import main
    elif sys.argv[1:] == ["administration"]:
        from bench.administration import main
    elif sys.argv[1:2] == ["charge"]:
        from bench.charge.banc import main
    elif sys.argv[1:] == ["controles"]:
        from bench.controles import main
    elif sys.argv[1:] == ["exports"]:
        from bench.exports import main
    elif sys.argv[1:2] == ["fuzz"]:
        from bench.fuzz.campagne import main
    elif sys.argv[1:] == ["import"]:
        from bench.imports import main
    elif sys.argv[1:] == ["navigateur"]:
        from bench.navigateur import main
    else:
        from bench.pages import main

    main()
