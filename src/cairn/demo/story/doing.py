"""What they do together: eleven activities of the five kinds, and the fund with its proposals and approvals."""

# key, title, months ago, component it advances, served, agenda, story, people reached
CONVENINGS = [
    (
        "signing",
        "The signing at the confluence",
        16,
        "vision",
        [
            "Community of Confluence",
            "Community of Alder Bend",
            "Community of Mill Island",
            "Nation of the Quiet Ford",
        ],
        "Read the pathway aloud in two languages. Sign. Eat together.",
        "For the first time the ministries signed after the communities, and sat below them.",
        410,
    ),
    (
        "return",
        "The summer of going back",
        6,
        "together",
        [
            "Community of Upper Weir",
            "Community of Far Springs",
            "Community of Heron's Rest",
            "Community of Low Meadow",
        ],
        "Visit every gathering again and tell what became of its words.",
        "Eleven of twelve gatherings were visited again. At Far Springs nobody believed it at first.",
        730,
    ),
    (
        "spring",
        "Three Rivers spring meeting",
        -2,
        None,
        ["Community of Ferry Town"],
        "The next revision; the fund; music.",
        "",
        None,
    ),
]

# key, title, months ago, component, served, institution, level, ask, [(months ago, stage, note)]
ASKS = [
    (
        "river-law",
        "A river law with a second meeting",
        14,
        "together",
        ["Nation of the Long Rain", "Nation of the Heron", "Nation of the Quiet Ford"],
        "Provincial Assembly",
        "state",
        "Write into the river law that no permit is given before the communities of the valley have met twice.",
        [
            (14, "raised", "Handed over with the signatures of nine communities."),
            (9, "considered", "Heard in the water committee."),
            (3, "promised", "The committee's chair promised it in the second reading."),
        ],
    ),
    (
        "health-posts",
        "Pay for the round, not only for the post",
        8,
        "shared-care",
        ["Community of Confluence", "Community of Salt Landing"],
        "Ministry of Finance",
        "state",
        "Let the health budget pay boats and fuel as it pays buildings.",
        [
            (8, "raised", ""),
            (
                5,
                "refused",
                "Fuel is no investment, they wrote. We answer with the figures of the boat visits.",
            ),
        ],
    ),
]

# key, title, months ago, component, served, question, notes, [(constituent, learned, will do)]
SESSIONS = [
    (
        "boats",
        "What did the boat visits teach us?",
        7,
        "boat-visits",
        [
            "Community of Confluence",
            "Community of Red Bank",
            "Community of Salt Landing",
            "Ministry of Health",
        ],
        "What has to be there before a boat visit works?",
        "A day that never moves; a roof at the landing; somebody who knows the mothers.",
        [
            (
                "Community of Confluence",
                "The day matters more than the medicine. When the boat came on another day, nobody was there.",
                "Hang the plan at the landing each season.",
            ),
            (
                "Community of Red Bank",
                "We have no market. We could meet the boat at the fish auction.",
                "Try it at the auction in the rains.",
            ),
            (
                "Ministry of Health",
                "Our nurses asked for the same thing years ago and we did not hear it.",
                "Change the duty roster.",
            ),
        ],
    ),
    (
        "well-keepers",
        "Well keepers' day",
        11,
        "well-book",
        [
            "Community of Upper Weir",
            "Community of Stone Ford",
            "Community of Three Poplars",
            "Ministry of Waters",
        ],
        "How do we read a well the same way everywhere?",
        "Everybody tasted the same three waters and wrote down different words. Now there is a card.",
        [
            (
                "Community of Upper Weir",
                "Taste is not enough: iron hides in the first bucket.",
                "Pump for a minute before the reading.",
            ),
            ("Community of Stone Ford", "The card works without reading.", ""),
        ],
    ),
]

FUND = {
    "key": "fund",
    "title": "The Lantern fund, second round",
    "ago": 5,
    "advances": "shared-care",
    "budget": 12_000_000,
    "currency": "USD",
    "by": "Lantern Foundation",
}
# title, constituent, cost in cents, summary, who approves
PROPOSALS = [
    (
        "Roof and bench at the landing",
        "Community of Confluence",
        2_400_000,
        "So that the visit does not stop when it rains.",
        [
            "Community of Confluence",
            "Community of Alder Bend",
            "Community of Mill Island",
            "Nation of the Quiet Ford",
            "Ministry of Health",
        ],
    ),
    (
        "Fuel for the round, one year",
        "Ministry of Health",
        3_600_000,
        "Twelve landings, fifty weeks.",
        [
            "Ministry of Health",
            "Community of Confluence",
            "Community of Red Bank",
            "Community of Salt Landing",
            "Nation of the Heron",
            "Community of Low Meadow",
            "Community of Heron's Rest",
        ],
    ),
    (
        "Iron filters for two wells",
        "Community of Upper Weir",
        1_500_000,
        "The two wells that taste of iron since the dry year.",
        [
            "Community of Upper Weir",
            "Community of Far Springs",
            "Community of Stone Ford",
            "Nation of the Long Rain",
            "Ministry of Waters",
        ],
    ),
    (
        "Grandmothers' reading hours",
        "Nation of the Heron",
        1_200_000,
        "Pay for two mornings a week in four schools.",
        [
            "Nation of the Heron",
            "Community of Heron's Rest",
            "Community of Low Meadow",
            "Community of Red Bank",
        ],
    ),
    (
        "A second clinic room in Ferry Town",
        "Community of Ferry Town",
        5_200_000,
        "The clinic is full on market days.",
        ["Community of Ferry Town", "Ministry of Health", "Community of Three Poplars"],
    ),
    (
        "Bridge survey for Mill Island",
        "Community of Mill Island",
        2_000_000,
        "Measure before we build.",
        ["Community of Mill Island", "Community of Confluence"],
    ),
    (
        "Harvest timetable printed for all schools",
        "Community of Three Poplars",
        300_000,
        "One sheet for every door.",
        [
            "Community of Three Poplars",
            "Community of Alder Bend",
            "Community of Stone Ford",
            "Community of Ferry Town",
        ],
    ),
]
