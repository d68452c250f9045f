"""Products in my shop: added, changed, taken off the shelf; and their photos."""

import uuid
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render, resolve_url
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from courses.access import LearnerRequest, learner_required
from courses.errors import Refused
from courses.shops import product_actions as actions
from courses.shops.forms import ProductForm
from courses.shops.models import Product
from courses.shops.photos import Photos, receive_photos
from courses.shops.product_models import MOST_PHOTOS
from courses.shops.querysets import photos_visible_to
from lms.dates import now
from media.serve import private_file


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@learner_required
def product_new(request: LearnerRequest) -> HttpResponseBase:
    """Show the form of a product; keep a new one."""
    if request.method == "POST":
        return _keep(request, _form_id(request.POST.get("product_id", "")), None)
    return _page(request, ProductForm(), Photos(), uuid.uuid4(), None)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@learner_required
def product(request: LearnerRequest, pk: UUID) -> HttpResponseBase:
    """Show one of the person's own products to change it; keep what was changed."""
    mine = Product.objects.on_offer().filter(learner=request.learner)
    found = get_object_or_404(mine.prefetch_related("photos__stored_file"), pk=pk)
    if request.method == "POST":
        return _keep(request, found.pk, found)
    photos = Photos([photo.stored_file for photo in found.photos.all()])
    return _page(request, ProductForm.of(found), photos, found.pk, found)


@require_POST
@learner_required
def product_remove(request: LearnerRequest, pk: UUID) -> HttpResponseBase:
    """Take a product off the shelf, or put it back."""
    found = get_object_or_404(Product, pk=pk, learner=request.learner)
    if request.POST.get("answer") == "back":
        actions.put_back_product(found, at=now())
        messages.success(request, _("%(name)s is in your shop again.") % {"name": found.name})
    else:
        actions.remove_product(found, at=now())
        messages.success(
            request, _("%(name)s was taken out. You find it at the end of the list.") % {"name": found.name}
        )
    return redirect(resolve_url("shop") + "#products")


@require_safe
def shop_photo(request: HttpRequest, pk: UUID) -> HttpResponseBase:
    """Answer with a photo of a product or of sales: for its owner, and for staff who may see the person."""
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path(), resolve_url(settings.LOGIN_URL))
    return private_file(request, get_object_or_404(photos_visible_to(request.user), pk=pk))


def _form_id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        return uuid.uuid4()


def _keep(request: LearnerRequest, product_id: UUID, found: Product | None) -> HttpResponseBase:
    at, form = now(), ProductForm(request.POST)
    if found is None and Product.objects.filter(pk=product_id).exclude(learner=request.learner).exists():
        raise Http404
    photos = receive_photos(
        request.user,
        signed=request.POST.getlist("kept"),
        uploads=request.FILES.getlist("photos"),
        most=MOST_PHOTOS,
        at=at,
    )
    status = 422
    if form.is_valid() and not photos.errors:
        try:
            kept = actions.keep_product(
                request.learner, form.facts(), product_id=product_id, photos=photos.files, at=at
            )
        except Refused as refused:
            status = refused.status
            if refused.field == "photos":
                photos.errors.append(refused.message)
            else:
                form.refuse(refused)
        else:
            messages.success(request, _("Kept: %(name)s") % {"name": kept.name})
            return redirect(resolve_url("shop") + "#products")
    return _page(request, form, photos, product_id, found, status)


def _page(
    request: LearnerRequest,
    form: ProductForm,
    photos: Photos,
    pk: UUID,
    found: Product | None,
    status: int = 200,
) -> HttpResponseBase:
    context = {
        "form": form,
        "photos": photos,
        "product_id": pk,
        "product": found,
        "most_photos": MOST_PHOTOS,
        "is_bad": status != 200,
    }
    return render(request, "shops/product.html", context, status=status)
