"""The list of lessons with its search, and the calculator's own page."""

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe
from wagtail.views import serve

from cms.calculator.forms import PriceForm
from cms.pages.course_index import SLUG, CourseIndexPage
from courses.models import Lesson

LONGEST_QUERY = 80


@require_safe
def lessons(request: HttpRequest) -> HttpResponseBase:
    """Show all lessons in order, and above them what a search finds."""
    query = request.GET.get("q", "").replace("\x00", "").strip()[:LONGEST_QUERY]
    page = CourseIndexPage.objects.live().filter(locale__language_code=get_language()).first()
    if not query or page is None:
        return serve(request, f"{SLUG}/")
    context = page.get_context(request)
    context |= {"query": query, "found": list(Lesson.objects.matching(query))}
    return render(request, page.template, context)


@require_safe
def calculator(request: HttpRequest) -> HttpResponse:
    """Work out a price on the server, for a phone without JavaScript. It keeps nothing."""
    form = PriceForm(request.GET) if request.GET else PriceForm(initial={"fee_percent": 10})
    is_answered = form.is_bound and form.is_valid()
    context = {"form": form, "prices": form.prices() if is_answered else None}
    return render(request, "cms/calculator.html", context, status=400 if form.errors else 200)
