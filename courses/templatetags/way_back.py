"""The link back to the list that a page of the desk was opened from, see `courses.came_from`."""

from django import template

from courses.came_from import CameFrom, came_from, carried

register = template.Library()


@register.simple_tag(takes_context=True)
def list_behind(context: template.Context) -> CameFrom:
    """Return the list that this page was opened from."""
    return came_from(context["request"].GET)


@register.simple_tag(takes_context=True)
def with_list(context: template.Context) -> str:
    """Write behind the address of a page below, or above, what leads back to the same list."""
    return came_from(context["request"].GET).carried


@register.filter
def as_list(query: str) -> str:
    """Write behind the address of a person what leads back to the list with this query."""
    return carried(query)
