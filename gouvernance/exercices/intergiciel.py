"""Les exercices clos, lus une fois par page."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from gouvernance.exercices.verrou import exercices_clos_lus_une_fois


class ExercicesClosMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with exercices_clos_lus_une_fois():
            return self.get_response(request)
