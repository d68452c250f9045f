"""The mini-QR of Thai bank slips: read from its text, without asking any bank.

A slip carries a QR of tags, lengths and values (as EMV codes do): tag 00 holds the API id 000001 (sub-tag
00), the sending bank (01) and the reference of the transfer (02); tag 51 the country; tag 91 a CRC-16
(CCITT, starting at FFFF) over all that stands before its four digits. A QR that asks for a payment
(PromptPay) has the same shape: its tag 29 may name a phone.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

SLIP_API = "000001"
PROMPTPAY = "A000000677010111"
LOOKS_LIKE_A_SLIP = re.compile(r"^00\d\d0006000001")
REFERENCE = re.compile(r"^[A-Za-z0-9]{6,40}$")
BANK = re.compile(r"^\d{3}$")
LONGEST_TEXT = 512


@dataclass(frozen=True)
class Slip:
    """What a slip says. `fault` is empty; «shape», «crc», «reference» or «several» proves nothing."""

    bank: str = ""
    reference: str = ""
    fault: str = ""

    @property
    def key(self) -> str:
        """Return «014:2022…», the same for the same transfer; empty for a faulty slip."""
        return "" if self.fault else f"{self.bank}:{self.reference.upper()}"

    def as_parsed(self) -> dict[str, str | bool]:
        """Return it as it is kept with the evidence."""
        return {
            "bank": self.bank,
            "reference": self.reference,
            "is_valid": not self.fault,
            "fault": self.fault,
        }


def key_of(parsed: Mapping[str, Any]) -> str:
    """Return the reference by which a transfer is known again, from what is kept with the evidence."""
    slip = parsed.get("slip")
    return Slip(slip["bank"], slip["reference"], slip["fault"]).key if slip else ""


def crc16(text: str) -> str:
    """Return the CRC-16/CCITT (polynomial 1021, start FFFF) of a text, as four capital hex digits."""
    crc = 0xFFFF
    for byte in text.encode("ascii", "replace"):
        crc ^= byte << 8
        for _bit in range(8):
            crc = ((crc << 1) ^ 0x1021) & 0xFFFF if crc & 0x8000 else crc << 1
    return f"{crc:04X}"


def read_tags(text: str) -> dict[str, str] | None:
    """Return the values by tag; None where the lengths do not add up or a tag stands twice."""
    tags: dict[str, str] = {}
    place = 0
    while place < len(text):
        tag, length = text[place : place + 2], text[place + 2 : place + 4]
        if not (
            tag.isascii() and tag.isdigit() and length.isascii() and len(length) == 2 and length.isdigit()
        ):
            return None
        value = text[place + 4 : place + 4 + int(length)]
        if len(value) != int(length) or tag in tags:
            return None
        tags[tag] = value
        place += 4 + int(length)
    return tags


def read_slip(text: str) -> Slip | None:
    """Return what the text of a QR says as a slip; None where it is none and never meant to be one."""
    text = text.strip()[:LONGEST_TEXT]
    if not LOOKS_LIKE_A_SLIP.match(text):
        return None
    tags = read_tags(text)
    inner = read_tags(tags.get("00", "")) if tags else None
    if tags is None or inner is None:
        return Slip(fault="shape")
    bank, reference = inner.get("01", ""), inner.get("02", "")
    slip = Slip(bank[:3], reference[:40])
    if "91" not in tags or text[-8:-4] != "9104" or crc16(text[:-4]) != text[-4:].upper():
        return Slip(slip.bank, slip.reference, fault="crc")
    if not (REFERENCE.match(reference) and BANK.match(bank)):
        return Slip(slip.bank, slip.reference, fault="reference")
    return slip


def only_slip(found: Iterable[Slip]) -> Slip | None:
    """Return the slip of a picture; None where it shows none.

    A bank puts one code on a slip. A picture with two different ones is a slip on which that of another
    was pasted, or two slips in one: it proves neither, whichever of them is right.
    """
    slips = list(dict.fromkeys(found))
    if len(slips) < 2:
        return slips[0] if slips else None
    return Slip(slips[0].bank, slips[0].reference, fault="several")


def paid_phone(text: str) -> str:
    """Return the phone (E.164) that a PromptPay QR pays to; empty for everything else."""
    tags = read_tags(text.strip()[:LONGEST_TEXT]) or {}
    account = read_tags(tags.get("29", "")) or {}
    phone = account.get("01", "") if account.get("00") == PROMPTPAY else ""
    return f"+{phone[2:]}" if re.fullmatch(r"0066\d{9}", phone) else ""
