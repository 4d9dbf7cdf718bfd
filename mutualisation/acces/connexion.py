from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import LoginView
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.debug import sensitive_post_parameters

from mutualisation.acces.attente import doit_attendre
from mutualisation.acces.pages import demander_le_code
from mutualisation.reprises.saisie import NOM, SaisieGardee
from mutualisation.reprises.views import montrer_la_reprise


@method_decorator(
    [login_not_required, sensitive_post_parameters(), csrf_protect, never_cache], name="dispatch"
)
class ConnexionView(LoginView):
    """La connexion ; si elle porte une saisie, elle mène à sa reprise, le second facteur passé."""

    redirect_authenticated_user = True

    def dispatch(self, request, *args, **kwargs):
        if request.method == "POST" and request.POST.get(NOM) and request.user.is_authenticated:
            # Connecté entre-temps dans un autre onglet.
            return montrer_la_reprise(request, request.POST[NOM])
        return super().dispatch(request, *args, **kwargs)

    def form_valid(self, form):
        jeton = self.request.POST.get(NOM, "")
        compte = form.get_user()
        if doit_attendre(compte):
            return demander_le_code(self.request, compte, suite=self.get_success_url(), jeton=jeton)
        reponse = super().form_valid(form)
        return montrer_la_reprise(self.request, jeton) if jeton else reponse

    def get_context_data(self, **contexte):
        jeton = self.request.POST.get(NOM, "")
        return super().get_context_data(
            saisie=jeton, gardee=SaisieGardee.lire(jeton), est_trop_longue=False, **contexte
        )
