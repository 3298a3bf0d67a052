"""Pages of the network, by what they are about: the front, people, constituents, places, the record."""

from cairn.network.views.constituents import (
    constituent,
    constituent_add,
    constituent_change,
    constituents,
    mandate_add,
    mandate_end,
)
from cairn.network.views.front import demo_sign_in, front, link
from cairn.network.views.people import people, role_end, role_give
from cairn.network.views.places import place_add, places
from cairn.network.views.record import receipt, record, record_log, record_table

__all__ = [
    "constituent",
    "constituent_add",
    "constituent_change",
    "constituents",
    "demo_sign_in",
    "front",
    "link",
    "mandate_add",
    "mandate_end",
    "people",
    "place_add",
    "places",
    "receipt",
    "record",
    "record_log",
    "record_table",
    "role_end",
    "role_give",
]
