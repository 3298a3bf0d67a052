"""What they hold: the vision, principles, methods and practices, in English and Spanish."""

# key, kind, origin, owner, (English title, body), (Spanish title, body)
FIRST = [
    (
        "vision",
        "vision",
        "intentional",
        None,
        (
            "Every child near the rivers grows up well, and the rivers with them.",
            "We are twelve communities, three nations, two ministries and a foundation who drink from the same water. "
            "By the time today's newborns finish school, every child has a healthy start, a school within reach, and a "
            "river that can be drunk from.\n\nWe go at the pace of the slowest boat. We count what matters to us, and we "
            "say aloud what we do not know.",
        ),
        (
            "Cada niña y cada niño junto a los ríos crece bien, y los ríos con ellos.",
            "Somos doce comunidades, tres naciones, dos ministerios y una fundación que bebemos de la misma agua. Cuando "
            "quienes nacen hoy terminen la escuela, cada niña y cada niño tendrá un comienzo sano, una escuela cercana y "
            "un río del que se pueda beber.\n\nVamos al paso de la canoa más lenta. Contamos lo que nos importa y decimos "
            "en voz alta lo que no sabemos.",
        ),
    ),
    (
        "water-first",
        "principle",
        "intentional",
        None,
        (
            "Water comes first.",
            "No road, field or building is planned before its water is known: where it comes from, where it goes, and "
            "who drinks below. Where the figures are missing, we measure before we build.",
        ),
        (
            "Primero el agua.",
            "Ningún camino, campo o edificio se planea antes de conocer su agua: de dónde viene, a dónde va y quién bebe "
            "más abajo. Donde faltan los datos, medimos antes de construir.",
        ),
    ),
    (
        "own-counting",
        "principle",
        "intentional",
        None,
        (
            "Who is counted, counts with us.",
            "Data about a community stay with that community, and come back to it first. What is shared is agreed before, "
            "and can be withdrawn. Nobody is a row in a table that they have not seen.",
        ),
        (
            "Quien es contado, cuenta con nosotros.",
            "Los datos de una comunidad se quedan en ella y vuelven primero a ella. Lo que se comparte se acuerda antes y "
            "se puede retirar. Nadie es una fila en una tabla que no ha visto.",
        ),
    ),
    (
        "language",
        "principle",
        "intentional",
        None,
        (
            "Every language is a working language.",
            "Meetings are held in the language of the place. What is written is read aloud. A text that is not "
            "translated is not yet agreed.",
        ),
        (
            "Toda lengua es lengua de trabajo.",
            "Las reuniones se hacen en la lengua del lugar. Lo escrito se lee en voz alta. Un texto que no está traducido "
            "todavía no está acordado.",
        ),
    ),
    (
        "shared-care",
        "method",
        "intentional",
        "Ministry of Health",
        (
            "One health round for every bend of the river",
            "A health worker is named for every community, with a day and a place that everybody knows. The round is "
            "planned with the community each season, and the plan hangs at the landing.",
        ),
        (
            "Una ronda de salud para cada recodo del río",
            "Se nombra una persona de salud para cada comunidad, con un día y un lugar que todos conocen. La ronda se "
            "planea con la comunidad cada temporada, y el plan cuelga en el embarcadero.",
        ),
    ),
    (
        "well-book",
        "method",
        "intentional",
        "Ministry of Waters",
        (
            "The well book",
            "Each well has a book and a keeper. Taste, colour, depth and test results are written down every month, and "
            "three bad readings in a row close the well until it is mended.",
        ),
        (
            "El libro del pozo",
            "Cada pozo tiene un libro y una persona que lo cuida. El sabor, el color, la profundidad y los análisis se "
            "anotan cada mes, y tres malas lecturas seguidas cierran el pozo hasta que se repare.",
        ),
    ),
    (
        "boat-visits",
        "practice",
        "emergent",
        "Community of Confluence",
        (
            "The weekly boat visit",
            "On market day the health worker comes along in the market boat, and mothers with small children are seen at "
            "the landing, before the market begins.",
        ),
        (
            "La visita semanal en barca",
            "El día de mercado la persona de salud viene en la barca del mercado, y se atiende a las madres con niños "
            "pequeños en el embarcadero, antes de que empiece el mercado.",
        ),
    ),
    (
        "harvest-days",
        "practice",
        "emergent",
        "Community of Three Poplars",
        (
            "Rest days at harvest",
            "The school rests for six days at harvest and makes them up in the rains, so that nobody has to choose "
            "between the field and the lesson.",
        ),
        (
            "Días de descanso en la cosecha",
            "La escuela descansa seis días en la cosecha y los recupera en las lluvias, para que nadie tenga que elegir "
            "entre el campo y la clase.",
        ),
    ),
    (
        "grandmothers",
        "practice",
        "emergent",
        "Nation of the Heron",
        (
            "Grandmothers read first",
            "Twice a week a grandmother reads in her own language in the first class, and then again in Spanish, with the "
            "children reading along.",
        ),
        (
            "Las abuelas leen primero",
            "Dos veces por semana una abuela lee en su propia lengua en el primer grado, y después otra vez en español, "
            "con los niños leyendo a la par.",
        ),
    ),
    (
        "dates-aloud",
        "practice",
        "emergent",
        "Community of Ferry Town",
        (
            "The dates are read aloud at the landing",
            "Every first Sunday a child reads aloud at the landing what will be decided in the next month, where, and who decides.",
        ),
        (
            "Las fechas se leen en voz alta en el embarcadero",
            "Cada primer domingo una niña o un niño lee en voz alta en el embarcadero qué se decidirá el mes siguiente, dónde y quién decide.",
        ),
    ),
    (
        "clinic-bus",
        "practice",
        "emergent",
        "Community of Ferry Town",
        (
            "Bus passes at the clinic",
            "Whoever comes to the clinic gets the ride home paid.",
        ),
        (
            "Pasajes de autobús en la clínica",
            "A quien viene a la clínica se le paga el viaje de vuelta.",
        ),
    ),
]

# source, target, kind
LINKS = [
    ("water-first", "well-book", "guides"),
    ("own-counting", "well-book", "guides"),
    ("language", "shared-care", "guides"),
    ("shared-care", "boat-visits", "tried_as"),
    ("shared-care", "clinic-bus", "tried_as"),
]

# The principle that came up from practice: the thread that the trace shows whole.
TOGETHER = {
    "key": "together",
    "kind": "principle",
    "origin": "emergent",
    "first_title": "Decisions are made together.",
    "first_body": "No decision that concerns a river valley is made without its communities.",
    "title": "Those who live with a decision take part in making it.",
    "body": (
        "No measure that concerns a river valley is adopted before its communities have met, in their own language and "
        "at their own pace. A meeting that was not reached is not a yes. Where a community asks for more time, the "
        "others go on only with what does not touch it.\n\nWe report who was heard and who was not beside every "
        "decision, and we return to each gathering with what became of its words."
    ),
    "es_title": "Quien vive con una decisión participa en tomarla.",
    "es_body": (
        "Ninguna medida que toque un valle del río se adopta antes de que sus comunidades se hayan reunido, en su propia "
        "lengua y a su propio paso. Una reunión que no se alcanzó no es un sí. Donde una comunidad pide más tiempo, las "
        "demás siguen solo con lo que no la toca.\n\nInformamos de quién fue escuchado y quién no al lado de cada "
        "decisión, y volvemos a cada reunión con lo que fue de sus palabras."
    ),
    "passages": {
        "pace": "No measure that concerns a river valley is adopted before its communities have met, in their own "
        "language and at their own pace.",
        "silence": "A meeting that was not reached is not a yes.",
        "return": "we return to each gathering with what became of its words.",
    },
}

# The principle's second version: one sentence more, which came up from practice.
TOGETHER_AGAIN = {
    "body": TOGETHER["body"].replace(
        "A meeting that was not reached is not a yes.",
        "What will be decided, where and by whom is read aloud in the valley a month before. A meeting that was not reached is not a yes.",
    ),
    "es_body": TOGETHER["es_body"].replace(
        "Una reunión que no se alcanzó no es un sí.",
        "Qué se decidirá, dónde y quién lo decide se lee en voz alta en el valle un mes antes. Una reunión que no se alcanzó no es un sí.",
    ),
    "reason": "The dates are read aloud: it came up from practice at Ferry Town.",
    "passage": "What will be decided, where and by whom is read aloud in the valley a month before.",
}

# What the practice of the boat visits grew into, in the second edition.
BOAT_METHOD = {
    "key": "boat-method",
    "kind": "method",
    "origin": "emergent",
    "owner": "Ministry of Health",
    "title": "The health round travels with the market",
    "body": (
        "Where a market boat or a market lorry goes, the health worker goes along, every week, on the same day. Small "
        "children and those who nurse them are seen first, at the landing, before the market begins.\n\nA community that "
        "has no market says where its people meet, and the round goes there. What was seen is told to the community the "
        "same month, in figures that show nobody."
    ),
    "es_title": "La ronda de salud viaja con el mercado",
    "es_body": (
        "A donde va una barca o un camión de mercado, va también la persona de salud, cada semana, el mismo día. Primero "
        "se atiende a los niños pequeños y a quienes los crían, en el embarcadero, antes de que empiece el mercado.\n\n"
        "Una comunidad que no tiene mercado dice dónde se reúne su gente, y la ronda va allí. Lo que se vio se le cuenta "
        "a la comunidad el mismo mes, en cifras que no señalan a nadie."
    ),
    "passages": {
        "market": "Small children and those who nurse them are seen first, at the landing, before the market begins.",
        "no_market": "A community that has no market says where its people meet, and the round goes there.",
    },
}
