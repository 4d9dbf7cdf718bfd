import os

import django

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mutualisation.settings")
    django.setup()

    from bench.mesurer import main

    main()
