"""What a person may do to the network: found, add, change, give roles, record mandates.

Forms hand their cleaned data over as `fields`; the simulator and tests give plain dicts of the same names.
"""

from cairn.network.actions.mandates import end_mandate, record_mandate
from cairn.network.actions.network import (
    add_constituent,
    add_part,
    add_place,
    change_constituent,
    found_collective,
    remove_part,
)
from cairn.network.actions.refusal import NetworkRefused
from cairn.network.actions.roles import end_role, give_role

__all__ = [
    "NetworkRefused",
    "add_constituent",
    "add_part",
    "add_place",
    "change_constituent",
    "end_mandate",
    "end_role",
    "found_collective",
    "give_role",
    "record_mandate",
    "remove_part",
]
