"""The price calculator: cost and fee in, price and profit out."""
