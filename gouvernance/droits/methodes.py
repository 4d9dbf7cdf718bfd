"""Les seules méthodes que le site emploie ; les autres n'atteignent aucune page."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed

ADMISES = ("GET", "HEAD", "POST")


class MethodesAdmisesMiddleware:
    """Une vue écrite en fonction, celles de l'administration comprises, lirait DELETE comme GET."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method not in ADMISES:
            return HttpResponseNotAllowed(ADMISES)
        return self.get_response(request)
