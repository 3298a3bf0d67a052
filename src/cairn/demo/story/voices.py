"""What was said: four gatherings with their statements, the themes, and the conversation put to the vote."""

# key, title, months ago, place, language, [(constituent, role, people)], agreements, reservations,
# [(key, role, constituent, text, theme, outcome, passage or reason)]
GATHERINGS = [
    {
        "key": "confluence", "title": "Gathering at the confluence", "ago": 23, "place": "Confluence", "language": "en",
        "attendance": [
            ("Community of Confluence", "elders", 14), ("Community of Confluence", "women", 31),
            ("Community of Alder Bend", "women", 12), ("Community of Mill Island", "youth", 9),
            ("Ministry of Health", "officials", 2),
        ],
        "agreements": "The dates of decisions are read out at the landing a month before.",
        "reservations": "Mill Island asks that youth speak before the officials.",
        "said": [
            ("weir", "elder", "Community of Confluence", "They decided about the weir on a Tuesday, in Spanish.", "pace", "taken_up", "pace"),
            ("far", "woman", "Community of Alder Bend", "By the time the letter reached us the wall was built.", "pace", "taken_up", "pace"),
            ("nobody", "youth", "Community of Mill Island", "Nobody came to our island, and they wrote that we agreed.", "silence", "taken_up", "silence"),
            ("boat", "woman", "Community of Confluence", "The nurse should come with the market boat. We are all there anyway.", "care", "taken_up", ""),
            ("names", "woman", "Community of Alder Bend", "I do not want my child's weight on a list in the city.", "counting", "partly", "The principle “Who is counted, counts with us” covers it; the list itself is still kept by the ministry."),
        ],
    },
    {
        "key": "upper", "title": "Assembly of the upper valley", "ago": 22, "place": "Upper Weir", "language": "en",
        "attendance": [
            ("Community of Upper Weir", "elders", 22), ("Community of Far Springs", "elders", 8),
            ("Community of Stone Ford", "women", 17), ("Nation of the Long Rain", "council", 7),
        ],
        "agreements": "The council letter is written only after the assembly has met twice.",
        "reservations": "The upper valley asks that those who had to move to the town are counted with it.",
        "said": [
            ("twice", "elder", "Community of Upper Weir", "A first meeting is for hearing, a second for answering. One meeting is an order.", "pace", "taken_up", "pace"),
            ("words", "elder", "Community of Far Springs", "We have spoken into many notebooks. Tell us once what became of it.", "return", "taken_up", "return"),
            ("moved", "woman", "Community of Stone Ford", "Those who had to move to the town are still of the valley.", "pace", "not", "The text says “its communities”; who belongs is for each community to say. The reservation stands beside the text."),
            ("wells", "woman", "Community of Upper Weir", "Two wells taste of iron since the dry year.", "water", "moved", "It belongs to the well book."),
        ],
    },
    {
        "key": "delta", "title": "Reunión del delta", "ago": 21, "place": "Heron's Rest", "language": "es",
        "attendance": [
            ("Community of Heron's Rest", "women", 26), ("Community of Low Meadow", "fishers", 11),
            ("Community of Red Bank", "youth", 13), ("Nation of the Heron", "council", 5),
        ],
        "agreements": "Las actas se leen en voz alta en las dos lenguas.",
        "reservations": "",
        "said": [
            ("dos-lenguas", "mujer", "Community of Heron's Rest", "Si el papel está en una sola lengua, la mitad no decide.", "pace", "taken_up", "pace"),
            ("volver", "pescador", "Community of Low Meadow", "Vinieron, preguntaron y no volvieron.", "return", "taken_up", "return"),
            ("barca", "joven", "Community of Red Bank", "Mi hermana camina cuatro horas con el niño hasta la clínica.", "care", "taken_up", ""),
        ],
    },
    {
        "key": "ferry", "title": "Evening meeting in Ferry Town", "ago": 20, "place": "Ferry Town", "language": "en",
        "attendance": [
            ("Community of Ferry Town", "parents", 38), ("Community of Ferry Town", "teachers", 6),
            ("Ministry of Waters", "officials", 3), ("Lantern Foundation", "guests", 2),
        ],
        "agreements": "Ferry Town publishes who was heard beside each decision of its council.",
        "reservations": "Officials ask for a limit: a valley cannot wait for ever.",
        "said": [
            ("limit", "official", "Ministry of Waters", "There must be a day when a decision is made, or the bridge never comes.", "pace", "partly", "The text lets the others go on with what does not touch those who ask for time."),
            ("beside", "parent", "Community of Ferry Town", "Print under every decision who was in the room.", "return", "taken_up", "return"),
            ("tired", "teacher", "Community of Ferry Town", "At harvest half my class is in the fields. Say so, and plan for it.", "school", "moved", "It belongs to “Rest days at harvest”."),
        ],
    },
]

THEMES = {
    "pace": ("Pace and language", "Decisions come too fast, too far away, and in one language."),
    "silence": ("Silence is not a yes", "Those who were not reached were written down as agreeing."),
    "return": ("Come back and tell us", "People are asked often and told seldom."),
    "care": ("Care where people are", "The clinic is far; the market is not."),
    "counting": ("Who holds our figures", "Lists about people are kept where people cannot see them."),
    "water": ("Wells", "What the wells need."),
    "school": ("School and harvest", "When children are in the fields."),
}

# text, theme key of a voice it came from (or None), the two leanings it speaks to (x, y) and its plain appeal
STATEMENTS = [
    ("A decision about a valley waits until its communities have met twice.", "twice", 1.6, 0.2, 0.5),
    ("A valley that was asked twice and did not answer has had its chance.", None, -1.7, 0.1, -0.4),
    ("Officials should come to us, not we to them.", "nobody", 1.0, 0.4, 1.2),
    ("Every text is read aloud in the language of the place before anyone signs.", "dos-lenguas", 0.9, 0.1, 1.6),
    ("One language is enough for documents, as long as somebody explains them.", None, -1.3, 0.2, -0.7),
    ("The health worker should travel with the market boat.", "boat", 0.1, 0.6, 1.7),
    ("The clinic should stay where it is and be better equipped.", None, -0.4, -1.5, -0.2),
    ("A bigger clinic in Ferry Town helps us more than visits.", None, -0.5, -1.8, -0.6),
    ("After each gathering somebody comes back and says what became of our words.", "words", 0.3, 0.1, 2.2),
    ("Figures about our children are kept here and not in the city.", "names", 1.3, -0.3, 0.6),
    ("The ministry needs every child's name to plan vaccines.", None, -1.4, 0.4, -0.5),
    ("Print beside each decision who was heard and who was not.", "beside", 0.4, 0.0, 1.9),
    ("The school rests six days at harvest.", "tired", 0.2, 1.6, 0.3),
    ("School days are for everybody, harvest or not.", None, -0.2, -1.6, 0.0),
    ("Two bad well readings close the well at once.", "wells", 0.2, -0.6, 0.9),
    ("The dam keeper should be chosen by those downstream.", None, 1.1, 0.2, 0.1),
    ("A bridge at the island matters more than a road to the city.", None, 0.1, 0.9, 0.2),
    ("Young people speak first at every gathering.", None, 0.5, 0.5, 0.4),
    ("Money from the fund goes first to the places nobody visits.", None, 0.8, 0.7, 0.8),
    ("Money from the fund goes where most people live.", None, -0.9, -0.8, -0.3),
    ("Grandmothers should be paid for reading in class.", None, 0.3, 1.1, 0.7),
    ("I would give a day a season to look after the river.", None, 0.2, 0.3, 1.5),
]
