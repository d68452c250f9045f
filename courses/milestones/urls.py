"""Addresses of my shop, of the evidence queue, and of what staff say of a learner's sales."""

from django.urls import path

from courses.milestones import (
    desk_views,
    enlarged_views,
    file_views,
    follow_up_views,
    from_sales,
    order_views,
    person_views,
    redact_views,
    second_look_views,
    views,
)

urlpatterns = [
    path("me/shop/", views.shop, name="shop"),
    path("me/shop/sales/<uuid:pk>/evidence/", from_sales.sale_evidence, name="sale-evidence"),
    path("me/shop/<str:milestone>/", views.claim, name="claim"),
    path("me/follow-up/<int:pk>/", follow_up_views.follow_up_answer, name="follow-up-answer"),
    path("desk/learners/<int:pk>/witness/", person_views.learner_witness, name="learner-witness"),
    path("desk/learners/<int:pk>/suspend/", person_views.learner_suspend, name="learner-suspend"),
    path("desk/learners/<int:pk>/orders/", order_views.learner_orders, name="learner-orders"),
    path("desk/evidence/", desk_views.evidence, name="evidence"),
    path("desk/evidence/second/", second_look_views.second_looks, name="second-looks"),
    path("desk/evidence/second/<uuid:pk>/", second_look_views.second_look, name="second-look"),
    path(
        "desk/evidence/second/<uuid:pk>/verdict/",
        second_look_views.second_look_verdict,
        name="second-look-verdict",
    ),
    path("desk/evidence/second/<uuid:pk>/keep/", second_look_views.second_look_keep, name="second-look-keep"),
    path(
        "desk/evidence/second/<uuid:pk>/take-back/",
        second_look_views.second_look_take_back,
        name="second-look-take-back",
    ),
    path("desk/evidence/<uuid:pk>/", desk_views.evidence_claim, name="evidence-claim"),
    path("desk/evidence/<uuid:pk>/verify/", desk_views.evidence_verify, name="evidence-verify"),
    path("desk/evidence/<uuid:pk>/return/", desk_views.evidence_return, name="evidence-return"),
    path("desk/evidence/<uuid:pk>/revoke/", desk_views.certification_revoke, name="certification-revoke"),
    path(
        "desk/evidence/<uuid:pk>/nothing-to-cover/",
        redact_views.evidence_nothing_to_cover,
        name="evidence-nothing-to-cover",
    ),
    path(
        "desk/evidence/<uuid:pk>/pictures/<int:piece>/",
        enlarged_views.evidence_enlarged,
        name="evidence-enlarged",
    ),
    path(
        "desk/evidence/<uuid:pk>/pictures/<int:piece>/cover/",
        redact_views.evidence_cover,
        name="evidence-cover",
    ),
    path(
        "desk/evidence/<uuid:pk>/pictures/<int:piece>/again/",
        redact_views.evidence_cover_again,
        name="evidence-cover-again",
    ),
    path(
        "desk/evidence/<uuid:pk>/pictures/<int:piece>/original/",
        redact_views.evidence_original,
        name="evidence-original",
    ),
    path("files/evidence/<uuid:pk>/", file_views.evidence_file, name="evidence-file"),
]
