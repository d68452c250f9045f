"""What a learner sees whose profile was merged into another one of theirs."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from courses.people.models import Learner
from lms.accounts.phones import show_phone

DIGITS_SHOWN = 4


@require_safe
@never_cache
def merged_profile(request: HttpRequest) -> HttpResponseBase:
    """Tell the person which of their profiles goes on, by the last digits of its phone."""
    learner = Learner.objects.select_related("merged_into__user").filter(user=request.user.pk).first()
    if learner is None or learner.merged_into is None:
        return redirect("home")
    digits = show_phone(learner.merged_into.user.phone)[-DIGITS_SHOWN:]
    return render(request, "duplicates/merged_profile.html", {"learner": learner, "digits": digits})
