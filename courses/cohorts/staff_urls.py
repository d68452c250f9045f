"""Addresses of roles, and of helping a learner who forgot the PIN."""

from django.urls import path

from courses.cohorts import pin_views, role_views

urlpatterns = [
    path("desk/roles/", role_views.roles, name="roles"),
    path("desk/roles/new/", role_views.role_new, name="role-new"),
    path("desk/roles/<int:pk>/", role_views.role_edit, name="role-edit"),
    path("desk/roles/<int:pk>/password/", role_views.role_password, name="role-password"),
    path("desk/roles/<int:pk>/active/", role_views.role_active, name="role-active"),
    path("desk/learners/<int:pk>/pin/", pin_views.reset_pin, name="reset-pin"),
]
