"""The price calculator: the formula of lesson F2, Thai digits, sentences for what it cannot read."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pytest
from django.test import Client

from cms.calculator.forms import PriceForm

VECTORS = json.loads((Path(__file__).parent / "price_vectors.json").read_text(encoding="utf-8"))
ASKED = ("materials", "labour", "packing", "shipping", "fee_percent", "wanted_profit")


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["materials"])
def test_prices_are_those_of_the_vectors(vector: dict[str, str]) -> None:
    form = PriceForm(vector)
    assert form.is_valid(), form.errors
    prices = form.prices()
    for name in ("cost", "price", "fee", "profit", "break_even"):
        assert getattr(prices, name) == Decimal(vector[name]), name


def test_the_price_never_brings_less_than_was_wanted() -> None:
    for cost in range(1, 400, 7):
        form = PriceForm({"materials": str(cost), "fee_percent": "7.49", "wanted_profit": "13"})
        assert form.is_valid()
        assert form.prices().profit >= 13


def test_it_works_without_javascript(client: Client, db: None) -> None:
    page = client.get("/calculator/", VECTORS[0])
    assert page.status_code == 200
    assert ">200<" in page.content.decode()


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"materials": "abc"}, "ใส่ตัวเลข"),
        ({"materials": "-5"}, "ใส่ 0 หรือมากกว่า"),
        ({"materials": "9999999"}, "ตัวเลขมากเกินไป"),
        ({"materials": "50", "fee_percent": "100"}, "ตัวเลขมากเกินไป"),
        ({"materials": "1.234"}, "ทศนิยม"),
        ({"materials": "NaN"}, "ใส่ตัวเลข"),
        ({"materials": "\x00"}, "ใส่ตัวเลข"),
        ({"materials": ""}, "ใส่ต้นทุน"),
    ],
)
def test_what_cannot_be_read_gets_a_sentence(client: Client, db: None, asked: dict, words: str) -> None:
    page = client.get("/calculator/", asked)
    assert page.status_code == 400
    assert words in page.content.decode()


def test_posting_is_not_needed(client: Client, db: None) -> None:
    assert client.post("/calculator/", VECTORS[0]).status_code == 405
