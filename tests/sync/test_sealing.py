"""What a phone seals opens here, and nowhere but for its own profile and id."""

import json
import uuid
from base64 import urlsafe_b64decode, urlsafe_b64encode
from io import StringIO

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from django.core.management import call_command

from courses.models import LessonProgress, RejectedItem, ServerKey
from courses.sync.keys import current_key, private_key, sign, signing_key_name
from courses.sync.models import KeyKind
from courses.sync.sealing import CannotOpen, open_item, seal_item
from lms.dates import now
from tests import build
from tests.sync.phones import Phone

pytestmark = pytest.mark.django_db


@pytest.fixture
def phone(people: build.People) -> Phone:
    return Phone(people.learner)


def test_an_item_opens_only_for_the_profile_the_id_and_the_key_it_was_made_for() -> None:
    private = ec.generate_private_key(ec.SECP256R1())
    mine = {"key_name": "k1", "profile": uuid.uuid4(), "item_id": uuid.uuid4()}
    text = seal_item("ข้อความ".encode(), private.public_key(), **mine)
    assert open_item(text, private, **mine).decode() == "ข้อความ"
    for other in ({"key_name": "k2"}, {"profile": uuid.uuid4()}, {"item_id": uuid.uuid4()}):
        with pytest.raises(CannotOpen):
            open_item(text, private, **{**mine, **other})
    with pytest.raises(CannotOpen):
        open_item(text, ec.generate_private_key(ec.SECP256R1()), **mine)


def test_the_format_is_that_of_the_document() -> None:
    """Written out by hand, as a phone in another language would."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    private = ec.generate_private_key(ec.SECP256R1())
    profile, item_id = uuid.uuid4(), uuid.uuid4()
    raw = urlsafe_b64decode(
        seal_item(b"{}", private.public_key(), key_name="k1", profile=profile, item_id=item_id) + "=="
    )
    point = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), raw[:65])
    info = f"khaipen-item-1|k1|{profile}|{item_id}".encode()
    key = HKDF(hashes.SHA256(), 32, b"", info).derive(private.exchange(ec.ECDH(), point))
    assert AESGCM(key).decrypt(raw[65:77], raw[77:], info) == b"{}"


def test_every_changed_byte_is_noticed() -> None:
    private = ec.generate_private_key(ec.SECP256R1())
    mine = {"key_name": "k1", "profile": uuid.uuid4(), "item_id": uuid.uuid4()}
    text = seal_item(b"{}", private.public_key(), **mine)
    raw = urlsafe_b64decode(text + "=" * (-len(text) % 4))
    for place in range(len(raw)):
        changed = raw[:place] + bytes([raw[place] ^ 1]) + raw[place + 1 :]
        with pytest.raises(CannotOpen):
            open_item(urlsafe_b64encode(changed).rstrip(b"=").decode(), private, **mine)
    for other in ("", "=", "ก", "!!!!", text[:80], text[:-1] + "\u0000"):
        with pytest.raises(CannotOpen):
            open_item(other, private, **mine)


def test_what_does_not_open_is_kept_as_it_came(phone: Phone) -> None:
    lesson = build.published()
    item = phone.progress(lesson, 1)
    foreign = phone.seal(item, item_id=str(uuid.uuid4()))  # sealed for another id than it says inside
    unknown = phone.seal(item) | {"key": "k9"}
    cut = phone.seal(item) | {"sealed": "AAAA"}
    assert phone.outcomes(foreign, unknown, cut, {"id": item["id"], "key": "k1", "sealed": 5}) == [
        "rejected unreadable",
        "rejected cannot-open",
        "rejected cannot-open",
        "rejected unreadable",
    ]
    assert RejectedItem.objects.filter(content__contains=unknown["sealed"]).exists()
    assert not LessonProgress.objects.exists()


@pytest.mark.parametrize(
    "plain", [b"", b"\xff", b"[", b"5", b'"x"', b"null", b'{"kind": "quiz"}', b"[" * 5000]
)
def test_nonsense_inside_an_envelope_costs_that_item_only(phone: Phone, plain: bytes) -> None:
    lesson = build.published()
    key = current_key(KeyKind.SEALING, at=now())
    item_id = uuid.uuid4()
    text = seal_item(
        plain,
        private_key(key).public_key(),
        key_name=key.name,
        profile=phone.learner.public_id,
        item_id=item_id,
    )
    sealed = {"id": str(item_id), "key": key.name, "sealed": text}
    results = phone.send(sealed, phone.progress(lesson, 1))
    assert [one["result"] for one in results] == ["rejected", "stored"]
    assert results[0]["id"] == str(item_id)


def test_a_retired_key_still_opens_what_was_sealed_for_it(phone: Phone) -> None:
    lesson = build.published()
    old = phone.seal(phone.progress(lesson, 1))
    call_command("renew_key", "sealing", stdout=StringIO())
    new = phone.seal(phone.progress(lesson, 2))
    assert (old["key"], new["key"]) == ("k1", "k2")
    assert phone.outcomes(old, new) == ["stored", "stored"]


def test_a_new_signing_key_is_told_at_once_and_leaves_the_other_kind(phone: Phone) -> None:
    before = phone.client.get("/api/v1/keys").json()
    told = StringIO()
    call_command("renew_key", "signing", stdout=told)
    after = phone.client.get("/api/v1/keys").json()
    assert told.getvalue() == "signing: s2 is in use now\n"
    assert (after["signing"]["id"], after["sealing"]) == ("s2", before["sealing"])


def test_keys_are_made_once_and_told_to_everybody(client: object, phone: Phone) -> None:
    first = phone.client.get("/api/v1/keys")
    assert first.json() == phone.client.get("/api/v1/keys").json()
    assert first.headers["Cache-Control"] == "public, max-age=3600"
    assert ServerKey.objects.count() == 2
    assert "private" not in json.dumps(first.json())
    assert set(first.json()["sealing"]["jwk"]) == {"kty", "crv", "x", "y"}


def test_a_signature_is_that_of_the_told_key() -> None:
    signature = sign("ใบรายการ".encode())
    assert len(signature) == 64
    assert signing_key_name() == "s1"
    public = private_key(current_key(KeyKind.SIGNING, at=now())).public_key()
    r, s = int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big")
    public.verify(encode_dss_signature(r, s), "ใบรายการ".encode(), ec.ECDSA(hashes.SHA256()))
