from django.http import HttpResponse


def stub(request, **kw): return HttpResponse(status=501)
