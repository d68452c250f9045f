"""Addresses of what goes out: lists, the monthly report, programs' access, open data."""

from django.urls import path

from courses.exports import open_views, report_views, token_views, views

urlpatterns = [
    path("desk/exports/", views.exports, name="exports"),
    path("desk/exports/<slug:code>.csv", views.export_csv, name="export-csv"),
    path("desk/exports/<slug:code>.xlsx", views.export_xlsx, name="export-xlsx"),
    path("desk/exports/files/<uuid:key>/", views.export_job, name="export-job"),
    path("desk/exports/files/<uuid:key>/file.xlsx", views.export_file, name="export-file"),
    path("desk/report/", report_views.monthly_report, name="monthly-report"),
    path("desk/report.pdf", report_views.report_pdf, name="report-pdf"),
    path("desk/report/sign/", report_views.report_sign, name="report-sign"),
    path("desk/tokens/", token_views.api_tokens, name="api-tokens"),
    path("desk/tokens/<int:pk>/stop/", token_views.api_token_stop, name="api-token-stop"),
    path("open-data/", open_views.open_data_page, name="open-data"),
    path("open-data/<str:name>", open_views.open_data_file, name="open-data-file"),
]
