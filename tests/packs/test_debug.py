from tests.packs.phone import *
import pytest, time
pytestmark = [pytest.mark.browser, pytest.mark.film, pytest.mark.django_db(transaction=True)]
def test_debug(phone):
    page = phone.start()
    phone.context.on("console", lambda m: print("CTX", m.text))
    phone.net.forget()
    keep(page)
    page.wait_for_timeout(2500)
    import urllib.request
    t = urllib.request.urlopen(phone.net.address + "/sw.js").read().decode()
    open("/tmp/sw.js","w").write(t)
    print(page.evaluate("navigator.serviceWorker.controller?.scriptURL"))
    led = page.evaluate("""async () => { const m = await import('/static/lms/phone/ledger.js'); return JSON.stringify(await m.spent()) }""")
    print("LEDGER", led, "NET", phone.net.bytes_down, phone.net.bytes_up, len(phone.net.asked))
    print([a for a in phone.net.asked if phone.net.asked.count(a)>1])
    page.screenshot(path="/tmp/keep.png", full_page=True)
    phone.context.set_offline(True)
    t0=time.time()
    page.goto(FIRST)
    print("open", time.time()-t0)
    print(plays_and_seeks(page))
    page.screenshot(path="/tmp/first.png", full_page=True)
    t0=time.time()
    page.goto("/me/")
    print(page.url, time.time()-t0)
    page.screenshot(path="/tmp/saved.png", full_page=True)
    print(state(page), lessons(page))
