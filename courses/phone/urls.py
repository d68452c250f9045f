"""The offline app's one address; what it shows stands behind the # and never reaches the site."""

from django.urls import path

from courses.phone import views

urlpatterns = [path("phone/", views.phone, name="phone")]
