"""Addresses of what a seller keeps in my shop."""

from django.urls import path

from courses.shops import channel_views, product_views, sales_views

urlpatterns = [
    path("me/shop/products/new/", product_views.product_new, name="product-new"),
    path("me/shop/products/<uuid:pk>/", product_views.product, name="product"),
    path("me/shop/products/<uuid:pk>/remove/", product_views.product_remove, name="product-remove"),
    path("me/shop/channels/new/", channel_views.channel_new, name="channel-new"),
    path("me/shop/channels/<int:pk>/", channel_views.channel_state, name="channel-state"),
    path("me/shop/sales/", sales_views.sales, name="shop-sales"),
    path("files/shop-photos/<uuid:pk>/", product_views.shop_photo, name="shop-photo"),
]
