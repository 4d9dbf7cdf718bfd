"""`{% rendre_table table as rendue %}` : ses entêtes, ses cellules et son pied."""

from django import template

from gouvernance.listes import rendu

register = template.Library()

register.simple_tag(rendu.rendre_table)
