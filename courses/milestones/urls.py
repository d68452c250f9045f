"""Addresses of my shop, of the evidence queue, and of what staff say of a learner's sales."""

from django.urls import path

from courses.milestones import desk_views, file_views, follow_up_views, person_views, views

urlpatterns = [
    path("me/shop/", views.shop, name="shop"),
    path("me/shop/<str:milestone>/", views.claim, name="claim"),
    path("me/follow-up/<int:pk>/", follow_up_views.follow_up_answer, name="follow-up-answer"),
    path("desk/learners/<int:pk>/witness/", person_views.learner_witness, name="learner-witness"),
    path("desk/learners/<int:pk>/suspend/", person_views.learner_suspend, name="learner-suspend"),
    path("desk/evidence/", desk_views.evidence, name="evidence"),
    path("desk/evidence/<uuid:pk>/", desk_views.evidence_claim, name="evidence-claim"),
    path("desk/evidence/<uuid:pk>/verify/", desk_views.evidence_verify, name="evidence-verify"),
    path("desk/evidence/<uuid:pk>/return/", desk_views.evidence_return, name="evidence-return"),
    path("desk/evidence/<uuid:pk>/revoke/", desk_views.certification_revoke, name="certification-revoke"),
    path("files/evidence/<uuid:pk>/", file_views.evidence_file, name="evidence-file"),
]
