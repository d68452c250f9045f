"""Addresses of my shop and of the evidence queue."""

from django.urls import path

from courses.milestones import desk_views, file_views, from_sales, views

urlpatterns = [
    path("me/shop/", views.shop, name="shop"),
    path("me/shop/sales/<uuid:pk>/evidence/", from_sales.sale_evidence, name="sale-evidence"),
    path("me/shop/<str:milestone>/", views.claim, name="claim"),
    path("desk/evidence/", desk_views.evidence, name="evidence"),
    path("desk/evidence/<uuid:pk>/", desk_views.evidence_claim, name="evidence-claim"),
    path("desk/evidence/<uuid:pk>/verify/", desk_views.evidence_verify, name="evidence-verify"),
    path("desk/evidence/<uuid:pk>/return/", desk_views.evidence_return, name="evidence-return"),
    path("desk/evidence/<uuid:pk>/revoke/", desk_views.certification_revoke, name="certification-revoke"),
    path("files/evidence/<uuid:pk>/", file_views.evidence_file, name="evidence-file"),
]
