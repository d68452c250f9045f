"""What phones did without a network, taken in: any order, any repetition, any number of phones."""
