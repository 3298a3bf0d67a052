"""What the data tells them: measures, the shape of each place's series, and what was made of them."""

# slug, name, kind, numerator, denominator, unit, period, better, disaggregation, advances, owner
MEASURES = [
    {
        "slug": "children-seen",
        "name": "Small children seen by a health worker this month",
        "kind": "share",
        "numerator": "Children under five seen by a health worker in the month",
        "denominator": "Children under five living in the community",
        "unit": "%",
        "period": "month",
        "better": "up",
        "disaggregation": ["girls", "boys"],
        "advances": "shared-care",
        "owner": "Ministry of Health",
        "lag_days": 20,
    },
    {
        "slug": "met-before",
        "name": "Decisions with a gathering before them",
        "kind": "share",
        "numerator": "Decisions about a valley taken after its communities had met",
        "denominator": "Decisions about a valley",
        "unit": "%",
        "period": "month",
        "better": "up",
        "disaggregation": [],
        "advances": "together",
        "owner": None,
        "lag_days": 10,
    },
    {
        "slug": "wells-closed",
        "name": "Wells closed for bad water",
        "kind": "count",
        "numerator": "Wells closed on the last day of the month",
        "denominator": "",
        "unit": "wells",
        "period": "month",
        "better": "down",
        "disaggregation": [],
        "advances": "well-book",
        "owner": "Ministry of Waters",
        "lag_days": 5,
    },
]

SITES = [
    "Far Springs",
    "Stone Ford",
    "Upper Weir",
    "Three Poplars",
    "Alder Bend",
    "Confluence",
    "Mill Island",
    "Ferry Town",
    "Red Bank",
    "Low Meadow",
    "Heron's Rest",
    "Salt Landing",
]

# place -> months ago at which the boat visits began there, and the rise in share that came with them
BOATS = {"Confluence": (13, 0.26), "Red Bank": (6, 0.22), "Salt Landing": (5, 0.18), "Alder Bend": (4, 0.15)}
# places that report late or began late: first month ago, and months missing
LATE = {
    "Mill Island": (5, ()),
    "Far Springs": (23, (9, 10)),
    "Low Meadow": (23, (1,)),
    "Heron's Rest": (16, ()),
}

SENSE = {
    "title": "What are the visits telling us?",
    "ago": 9,
    "took_part": [
        "Community of Confluence",
        "Community of Red Bank",
        "Community of Salt Landing",
        "Ministry of Health",
        "Nation of the Heron",
    ],
    "notes": "Twenty-two people, four of them nurses. The chart of Confluence was drawn on the floor with stones.",
    "decision": "Two more landings try the weekly boat visit; Ferry Town stops paying bus passes.",
    "questions": [
        {
            "text": "Why are twice as many small children seen at Confluence since last autumn?",
            "measure": "children-seen",
            "place": "Confluence",
            "interpretations": [
                (
                    "The nurse comes with the market boat on a day that never moves.",
                    "mother",
                    "Community of Confluence",
                    "If the numbers fell when the boat came on another day.",
                    "likely",
                ),
                (
                    "A new nurse writes everything down; the old one did not.",
                    "nurse",
                    "Ministry of Health",
                    "If the paper register of the clinic showed as many visits before.",
                    "unlikely",
                ),
                (
                    "More families came back to Confluence after the dry year.",
                    "elder",
                    "Nation of the Quiet Ford",
                    "If the number of children in the denominator had risen.",
                    "open",
                ),
            ],
        },
        {
            "text": "Ferry Town pays bus passes since spring. Why does nothing move?",
            "measure": "children-seen",
            "place": "Ferry Town",
            "interpretations": [
                (
                    "Those who get the pass would have come anyway.",
                    "clerk",
                    "Community of Ferry Town",
                    "If people from the far streets had come more often.",
                    "likely",
                ),
            ],
        },
    ],
}

# key, constituent, question index, text, with what, due months ago, review (outcome, reason)
COMMITMENTS = [
    (
        "redbank",
        "Community of Red Bank",
        0,
        "Try the boat visit at the fish auction from the start of the rains.",
        "the cooperative's shed and boat",
        6,
        ("kept", ""),
    ),
    (
        "salt",
        "Community of Salt Landing",
        0,
        "Try the boat visit on salt day.",
        "the old customs house",
        5,
        ("kept", ""),
    ),
    (
        "roster",
        "Ministry of Health",
        0,
        "Change the duty roster so that one nurse is free on each market day.",
        "two posts",
        4,
        ("changed", "One post came free, the second waits for the budget."),
    ),
    (
        "ferry",
        "Community of Ferry Town",
        1,
        "Stop the bus passes and look where the far streets are.",
        "the town clerk",
        6,
        ("kept", ""),
    ),
    (
        "heron",
        "Nation of the Heron",
        0,
        "Speak with Low Meadow about a day and a place.",
        "the council",
        -1,
        None,
    ),
]

# key, practice, constituent, place, commitment, prediction, from, to (months ago), decision, result
TRIALS = [
    (
        "t-conf",
        "boat-visits",
        "Community of Confluence",
        "Confluence",
        None,
        "If the nurse comes every market day, half of the small children are seen each month within half a year.",
        13,
        9,
        "adopt",
        "From three in ten to almost six in ten within five months. The landing needs a roof.",
    ),
    (
        "t-red",
        "boat-visits",
        "Community of Red Bank",
        "Red Bank",
        "redbank",
        "At the fish auction we will see a third more children within three months.",
        6,
        3,
        "adapt",
        "It works at the auction, not in the closed season: then the visit goes to the school.",
    ),
    (
        "t-salt",
        "boat-visits",
        "Community of Salt Landing",
        "Salt Landing",
        "salt",
        "On salt day a quarter more children will be seen within three months.",
        5,
        2,
        "adopt",
        "Seen from the first month on. Fathers came too.",
    ),
    (
        "t-alder",
        "boat-visits",
        "Community of Alder Bend",
        "Alder Bend",
        None,
        "We expect ten more children a month by the new year.",
        4,
        -1,
        "",
        "",
    ),
    (
        "t-ferry",
        "clinic-bus",
        "Community of Ferry Town",
        "Ferry Town",
        "ferry",
        "With the ride home paid, a third more mothers will come.",
        14,
        7,
        "abandon",
        "No change in seven months. Those who took the pass lived nearby. We stopped, and learned that distance was not the reason.",
    ),
    (
        "t-harvest",
        "harvest-days",
        "Community of Three Poplars",
        "Three Poplars",
        None,
        "With six rest days at harvest, absence in that month falls by half.",
        3,
        -3,
        "",
        "",
    ),
    (
        "t-grand",
        "grandmothers",
        "Nation of the Heron",
        "Heron's Rest",
        None,
        "After a year the first class reads a page in both languages.",
        10,
        -2,
        "",
        "",
    ),
]

# practice, constituent, trial, months ago, adaptation, result
ADOPTIONS = [
    (
        "boat-visits",
        "Community of Confluence",
        "t-conf",
        9,
        "",
        "Almost six in ten small children are seen each month.",
    ),
    (
        "boat-visits",
        "Community of Red Bank",
        "t-red",
        3,
        "At the fish auction; at the school in the closed season.",
        "About half, from a quarter.",
    ),
    (
        "boat-visits",
        "Community of Salt Landing",
        "t-salt",
        2,
        "On salt day.",
        "Too early to tell beyond three months.",
    ),
]

PROMOTION = {
    "practice": "boat-visits",
    "reason": "Three landings took it up, each in its own way, and two of three show a shift.",
    "rival_view": "Salt Landing has three months of figures only; the ministry asks to wait for the rains.",
}
