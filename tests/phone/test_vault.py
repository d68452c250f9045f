"""What a learner keeps under their PIN: closed for everybody else, and by itself after a while."""

from __future__ import annotations

from typing import Any

import pytest

from tests.phone import things

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

MINE, THEIRS = "11111111-1111-4111-8111-111111111111", "22222222-2222-4222-8222-222222222222"
VAULT = """
const vault = await import('/static/lms/phone/vault.js');
const store = await import('/static/lms/phone/store.js');
"""


def run(page: Any, lines: str) -> Any:
    return page.evaluate(f"async () => {{ {VAULT} {lines} }}")


@pytest.fixture
def page(page_of: Any) -> Any:
    page = page_of(None, 360)
    page.goto("/healthz")
    things.settle(page, MINE, "สมใจ", "482915")
    things.settle(page, THEIRS, "บุญมี", "739164")
    return page


def test_the_right_pin_opens_and_a_wrong_one_does_not(page: Any) -> None:
    told = run(
        page,
        f"""
        const wrong = await vault.unlock('{MINE}', '000001'), before = vault.current();
        const right = await vault.unlock('{MINE}', '482915');
        await vault.write('note', {{ words: 'ลับ' }});
        return [wrong, before, right, vault.current(), await vault.read('note', null)];
        """,
    )
    assert told == ["wrong", None, "", MINE, {"words": "ลับ"}]


def test_the_other_learners_pin_opens_nothing(page: Any) -> None:
    assert run(page, f"return vault.unlock('{MINE}', '739164');") == "wrong"
    told = run(
        page,
        f"""
        await vault.unlock('{MINE}', '482915');
        await vault.write('note', 'ของสมใจ');
        await vault.unlock('{THEIRS}', '739164');
        const read = await vault.read('note', 'nothing');
        const stolen = await store.get('vault', ['{MINE}', 'note']);
        await store.put('vault', stolen, ['{THEIRS}', 'note']);
        return [read, await vault.read('note', 'nothing').catch(() => 'closed')];
        """,
    )
    assert told == ["nothing", "closed"]


def test_many_wrong_pins_have_to_wait(page: Any) -> None:
    told = run(
        page,
        f"""
        const answers = [];
        for (let n = 0; n < 6; n += 1) answers.push(await vault.unlock('{MINE}', '00000' + n));
        return [...answers, await vault.unlock('{MINE}', '482915')];
        """,
    )
    assert told == ["wrong"] * 4 + ["wait", "wait", "wait"]


def test_a_changed_pin_opens_what_was_kept_before(page: Any) -> None:
    told = run(
        page,
        f"""
        await vault.unlock('{MINE}', '482915');
        await vault.write('note', 'ยังอยู่');
        const wrong = await vault.changePin('{MINE}', '111222', '864209');
        const done = await vault.changePin('{MINE}', '482915', '864209');
        await vault.lock();
        const old = await vault.unlock('{MINE}', '482915'), now = await vault.unlock('{MINE}', '864209');
        return [wrong, done, old, now, await vault.read('note', 'nothing')];
        """,
    )
    assert told == ["wrong", "", "wrong", "", "ยังอยู่"]


def test_a_forgotten_pin_costs_the_vault_and_never_the_outbox(page: Any) -> None:
    told = run(
        page,
        f"""
        await vault.unlock('{MINE}', '482915');
        await vault.write('note', 'หายไป');
        const outbox = await import('/static/lms/phone/outbox.js');
        await store.put('outbox', await outbox.makeRow('{MINE}', 'quiz', {{ lesson: 'x' }}));
        await vault.lock();
        await vault.settle({{ id: '{MINE}', name: 'สมใจ', picture: 'box', token: 'a new one' }}, '864209');
        const profiles = await store.all('profiles');
        return [await vault.read('note', 'nothing'), (await store.keys('outbox')).length, profiles.length];
        """,
    )
    assert told == ["nothing", 1, 2]


def test_the_same_pin_again_keeps_everything(page: Any) -> None:
    told = run(
        page,
        f"""
        await vault.unlock('{MINE}', '482915');
        await vault.write('note', 'ยังอยู่');
        await vault.lock();
        await vault.settle({{ id: '{MINE}', name: 'สมใจ', picture: 'box', token: 'a new one' }}, '482915');
        return [await vault.read('note', 'nothing'), (await store.get('profiles', '{MINE}')).token];
        """,
    )
    assert told == ["ยังอยู่", "a new one"]


def test_going_to_a_lesson_and_back_asks_for_no_pin(page: Any) -> None:
    run(page, f"await vault.unlock('{MINE}', '482915');")
    page.reload()
    assert run(page, "return vault.resume();") == MINE
    run(page, "await vault.lock();")
    page.reload()
    assert run(page, "return vault.resume();") is None
    assert run(page, "return (await store.keys('settings')).filter((name) => name.startsWith('tab-'));") == []


def test_another_tab_and_a_new_browser_ask_for_the_pin(page: Any) -> None:
    run(page, f"await vault.unlock('{MINE}', '482915');")
    other = page.context.new_page()
    other.goto("/healthz")
    assert run(other, "return vault.resume();") is None


def test_it_locks_by_itself(page: Any) -> None:
    page.clock.install()
    page.reload()
    run(page, f"await vault.unlock('{MINE}', '482915'); vault.watch(() => {{ globalThis.told = true; }});")
    page.clock.run_for(14 * 60_000)
    assert run(page, "return vault.current();") == MINE
    page.clock.run_for(2 * 60_000)
    for _ in range(100):
        if run(page, "return globalThis.told;"):
            break
        page.wait_for_timeout(50)
    assert run(page, "return [vault.current(), globalThis.told];") == [None, True]


def test_it_locks_when_the_phone_is_put_away(page: Any) -> None:
    page.clock.install()
    page.reload()
    run(page, f"await vault.unlock('{MINE}', '482915'); vault.watch(() => {{}});")
    hide = """(hidden) => {
      Object.defineProperty(document, "hidden", { configurable: true, get: () => hidden });
      document.dispatchEvent(new Event("visibilitychange"));
    }"""
    page.evaluate(hide, True)
    page.clock.run_for(30_000)
    page.evaluate(hide, False)
    assert run(page, "return vault.current();") == MINE, "a short look elsewhere costs no PIN"
    page.evaluate(hide, True)
    page.clock.run_for(70_000)
    assert run(page, "return vault.current();") is None


def test_a_profile_leaves_only_when_nothing_of_it_waits(page: Any) -> None:
    told = run(
        page,
        f"""
        await vault.unlock('{MINE}', '482915');
        const outbox = await import('/static/lms/phone/outbox.js');
        await store.put('outbox', await outbox.makeRow('{MINE}', 'quiz', {{ lesson: 'x' }}));
        await store.put('outbox', await outbox.makeRow('{THEIRS}', 'quiz', {{ lesson: 'x' }}));
        const early = await vault.remove();
        for (const row of (await store.all('outbox')).filter((one) => one.profile === '{MINE}'))
          await store.put('outbox', {{ ...row, state: 'rejected' }});
        const late = await vault.remove();
        const left = (await store.all('outbox')).map((row) => row.profile);
        return [early, late, (await store.keys('profiles')), left];
        """,
    )
    assert told == [False, True, [THEIRS], [THEIRS]]


def test_the_pin_is_stretched_as_the_docs_say(page: Any) -> None:
    profile = f"await store.get('profiles', '{MINE}')"
    assert run(page, f"const row = {profile}; return [row.iterations, row.salt.length];") == [600_000, 16]
    clock = "const began = performance.now(); {}; return performance.now() - began;"
    took = run(page, clock.format(f"await vault.unlock('{MINE}', '482915')"))
    print(f"PBKDF2 of 600,000 rounds and opening: {took:.0f} ms")
