"""Addresses of the ledgers: at the desk, and the seller's own page about the mark."""

from django.urls import path

from courses.ledgers import campaign_views, desk_views, import_views, mark_views, me_views, value_views

urlpatterns = [
    path("me/dbd/", me_views.my_dbd, name="my-dbd"),
    path("desk/ledgers/", desk_views.ledgers, name="ledgers"),
    path("desk/ledgers/services/new/", desk_views.service_new, name="ledger-service-new"),
    path("desk/ledgers/services/<int:pk>/", desk_views.ledger_service, name="ledger-service"),
    path("desk/ledgers/services/<int:pk>/void/", desk_views.ledger_service_void, name="ledger-service-void"),
    path("desk/ledgers/values/", value_views.ledger_values, name="ledger-values"),
    path("desk/ledgers/values/<int:pk>/", value_views.ledger_value, name="ledger-value"),
    path("desk/ledgers/operators/<int:pk>/", desk_views.ledger_operator, name="ledger-operator"),
    path("desk/ledgers/dbd/", desk_views.ledger_marks, name="ledger-marks"),
    path("desk/ledgers/dbd/new/", mark_views.mark_new, name="ledger-mark-new"),
    path("desk/ledgers/dbd/<int:pk>/", mark_views.ledger_mark, name="ledger-mark"),
    path("desk/ledgers/dbd/<int:pk>/step/", mark_views.ledger_mark_step, name="ledger-mark-step"),
    path("desk/ledgers/campaigns/", desk_views.ledger_campaigns, name="ledger-campaigns"),
    path("desk/ledgers/campaigns/new/", campaign_views.campaign_new, name="ledger-campaign-new"),
    path("desk/ledgers/campaigns/<int:pk>/", campaign_views.ledger_campaign, name="ledger-campaign"),
    path("desk/ledgers/campaigns/<int:pk>/edit/", campaign_views.campaign_edit, name="ledger-campaign-edit"),
    path(
        "desk/ledgers/campaigns/<int:pk>/void/",
        campaign_views.ledger_campaign_void,
        name="ledger-campaign-void",
    ),
    path("desk/ledgers/posts/<int:pk>/", campaign_views.ledger_post, name="ledger-post"),
    path("desk/ledgers/posts/<int:pk>/void/", campaign_views.ledger_post_void, name="ledger-post-void"),
    path("desk/ledgers/influencers/", campaign_views.ledger_influencers, name="ledger-influencers"),
    path("desk/ledgers/influencers/<int:pk>/", campaign_views.ledger_influencer, name="ledger-influencer"),
    path("desk/ledgers/import/", import_views.ledger_import, name="ledger-import"),
    path("files/ledgers/<uuid:pk>/", campaign_views.ledger_file, name="ledger-file"),
]
