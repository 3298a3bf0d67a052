"""Who: the collective, its places and its eighteen constituents. All of it is invented."""

COLLECTIVE = {
    "slug": "three-rivers",
    "name": "Three Rivers Compact",
    "summary": "12 communities, 3 nations, 2 ministries and a foundation",
    "languages": ["en", "es"],
    "visibility": "public",
}

# name, kind, within
PLACES = [
    ("Three Rivers basin", "region", None),
    ("Upper valley", "county", "Three Rivers basin"),
    ("Middle valley", "county", "Three Rivers basin"),
    ("Delta", "county", "Three Rivers basin"),
    ("Far Springs", "site", "Upper valley"),
    ("Stone Ford", "site", "Upper valley"),
    ("Upper Weir", "site", "Upper valley"),
    ("Three Poplars", "site", "Upper valley"),
    ("Alder Bend", "site", "Middle valley"),
    ("Confluence", "site", "Middle valley"),
    ("Mill Island", "site", "Middle valley"),
    ("Ferry Town", "site", "Middle valley"),
    ("Red Bank", "site", "Delta"),
    ("Low Meadow", "site", "Delta"),
    ("Heron's Rest", "site", "Delta"),
    ("Salt Landing", "site", "Delta"),
]

# name, kind, place, population, parents
CONSTITUENTS = [
    ("Nation of the Long Rain", "nation", "Upper valley", 5200, ()),
    ("Nation of the Heron", "nation", "Delta", 7400, ()),
    ("Nation of the Quiet Ford", "nation", "Middle valley", 3100, ()),
    ("Ministry of Health", "government", "Three Rivers basin", None, ()),
    ("Ministry of Waters", "government", "Three Rivers basin", None, ()),
    ("Lantern Foundation", "organisation", None, None, ()),
    ("Community of Far Springs", "group", "Far Springs", 640, ("Nation of the Long Rain",)),
    (
        "Community of Stone Ford",
        "group",
        "Stone Ford",
        910,
        ("Nation of the Long Rain", "Nation of the Quiet Ford"),
    ),
    ("Community of Upper Weir", "group", "Upper Weir", 1480, ("Nation of the Long Rain",)),
    ("Community of Three Poplars", "group", "Three Poplars", 720, ()),
    ("Community of Alder Bend", "group", "Alder Bend", 1130, ("Nation of the Quiet Ford",)),
    ("Community of Confluence", "group", "Confluence", 2350, ("Nation of the Quiet Ford",)),
    ("Community of Mill Island", "group", "Mill Island", 560, ()),
    ("Community of Ferry Town", "group", "Ferry Town", 3900, ()),
    ("Community of Red Bank", "group", "Red Bank", 1270, ("Nation of the Heron",)),
    ("Community of Low Meadow", "group", "Low Meadow", 830, ("Nation of the Heron",)),
    ("Community of Heron's Rest", "group", "Heron's Rest", 1050, ("Nation of the Heron",)),
    ("Community of Salt Landing", "group", "Salt Landing", 1720, ("Nation of the Heron",)),
]

# key, name, role, constituent; the first three are the demo's cast
PEOPLE = [
    ("amina", "Amina Rahal", "steward", None),
    ("tomas", "Tomás Ibarra", "facilitator", None),
    ("ruth", "Ruth Okello", "member", "Community of Confluence"),
    ("ilse", "Ilse Varga", "member", "Ministry of Health"),
    ("omar", "Omar Quist", "member", "Ministry of Waters"),
    ("noor", "Noor Castell", "observer", "Lantern Foundation"),
    ("sela", "Sela of the Long Rain", "member", "Nation of the Long Rain"),
    ("bento", "Bento Marsh", "member", "Nation of the Heron"),
    ("ada", "Ada Ferryman", "member", "Community of Ferry Town"),
    ("ines", "Inés Poplar", "member", "Community of Three Poplars"),
    ("joao", "João Redbank", "member", "Community of Red Bank"),
]

# constituent, holder, basis, given by, scope
MANDATES = [
    (
        "Nation of the Long Rain",
        "Sela of the Long Rain",
        "assembly",
        "Assembly of the nation at Far Springs",
        "all matters of the pathway",
    ),
    (
        "Nation of the Heron",
        "Bento Marsh",
        "council",
        "Council of the nation",
        "water and health; land comes back to the council",
    ),
    ("Nation of the Quiet Ford", "Maris Ford", "unknown", "", ""),
    (
        "Ministry of Health",
        "Ilse Varga",
        "office",
        "Head of the department of community health",
        "health; budget needs the minister",
    ),
    ("Ministry of Waters", "Omar Quist", "office", "Director of rivers", "rivers and wells"),
    ("Lantern Foundation", "Noor Castell", "council", "Board of the foundation", "the pooled fund"),
    (
        "Community of Confluence",
        "Ruth Okello",
        "assembly",
        "Assembly of Confluence",
        "all matters of the pathway",
    ),
    ("Community of Ferry Town", "Ada Ferryman", "council", "Town council", "health and schools"),
    (
        "Community of Three Poplars",
        "Inés Poplar",
        "assembly",
        "Assembly of Three Poplars",
        "all matters of the pathway",
    ),
    (
        "Community of Red Bank",
        "João Redbank",
        "assembly",
        "Assembly of Red Bank",
        "all matters of the pathway",
    ),
    (
        "Community of Upper Weir",
        "Old Teller Ansa",
        "assembly",
        "Assembly of Upper Weir",
        "the weir and the river",
    ),
    ("Community of Salt Landing", "Dolo Tide", "unknown", "", ""),
    ("Community of Low Meadow", "not known", "unknown", "", ""),
]
