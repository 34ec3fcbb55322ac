"""The example event's programme. Times are minutes from the anchor: the quarter hour of "now".

So the visitor always finds sessions that are over, that run, that start soon and that are far.
The stand-in of Zoom has meetings of the same titles at the same minutes.
"""

from dataclasses import dataclass

TRACKS = ["Main stage", "Coastal habitats", "Ports & shipping", "Data & tools", "Community"]

# key: (name, role and organisation); the key names the drawn face.
SPEAKERS = {
    "ines": ("Dr Inês Carvalho", "Oceanographer, University of Aveiro"),
    "malik": ("Malik Osei", "Director, Volta Delta Trust"),
    "freya": ("Freya Lindqvist", "Gothenburg Marine Lab"),
    "tomasz": ("Tomasz Wilk", "Environment lead, Port of Gdynia"),
    "amara": ("Amara Nwosu", "Founder, Lagos Lagoon Watch"),
    "yuki": ("Yuki Tanabe", "Maintainer, Tide Tools"),
    "rui": ("Rui Fontes", "Harbour master, Setúbal"),
    "sofia": ("Sofia Marchetti", "Reef engineer, Venice Lagoon Authority"),
    "joaquin": ("Joaquín Herrera", "Kelp Atlas, Valparaíso"),
    "leila": ("Leila Haddad", "Coastal finance, Blue Ledger"),
    "nadia": ("Nadia Rahman", "Youth Council, Chattogram"),
}


@dataclass(frozen=True, slots=True)
class Slot:
    """A session of the example; `zoom` is whether the stand-in has a meeting for it."""

    starts: int
    minutes: int
    track: int
    title: str
    speakers: str
    art: str
    description: str = ""
    zoom: bool = True


SLOTS = [
    Slot(
        -105,
        45,
        0,
        "What the tide remembers",
        "ines",
        "s-moon",
        "Every coast keeps a diary, written in salt and sand. Inês opens the conference with what "
        "thirty years of tide records say about the thirty years ahead.",
    ),
    Slot(
        -15,
        60,
        1,
        "Seagrass at scale: lessons from 40 replanting sites",
        "malik freya",
        "s-seagrass",
        "Forty sites, eleven countries, nine years: what made seagrass come back, and what quietly "
        "failed. Malik and Freya compare notes on seed bags, divers, goats and patience.",
    ),
    Slot(
        0,
        45,
        2,
        "Quieter ports: cutting underwater noise by half",
        "tomasz amara",
        "s-port",
        "Ships got bigger and the sea got louder. What ports in two very different seas did about "
        "it, what it cost, and what the harbour porpoises made of it.",
    ),
    Slot(
        15,
        45,
        3,
        "Hands-on: reading tide gauges with Python",
        "yuki",
        "s-gauge",
        "Bring a laptop. In 45 minutes you go from a raw tide-gauge file to a chart of the last "
        "storm surge, with twelve lines of Python and no prior knowledge.",
    ),
    Slot(
        30,
        60,
        0,
        "Panel: who pays for living shorelines?",
        "leila malik sofia",
        "s-shoreline",
        "A mangrove has no invoice address. A banker, a builder and a delta on who should pay, who "
        "does, and who gains.",
    ),
    Slot(
        90,
        45,
        4,
        "Lunch tables: meet your coast",
        "rui",
        "s-tables",
        "Small tables, one coast each. Bring your lunch.",
    ),
    Slot(
        150,
        60,
        1,
        "Oyster reefs as breakwaters",
        "sofia",
        "s-oyster",
        "A reef of living shells can take a third of the energy out of a winter wave. Sofia shows "
        "what held in the Venice Lagoon, what washed away, and what it cost per metre.",
    ),
    Slot(
        165,
        45,
        2,
        "Dredging without the damage",
        "rui tomasz",
        "s-port",
        "Two harbours, one sandbank, and a timetable that the eels wrote.",
    ),
    Slot(
        225,
        45,
        3,
        "An open map of the world's kelp",
        "joaquin yuki",
        "s-kelp",
        "Kelp forests store carbon, calm waves and shelter fish, yet half of them are on no map. "
        "How 300 divers and one satellite are changing that.",
    ),
    Slot(
        285,
        60,
        0,
        "Harbour towns in 2050: a youth debate",
        "nadia amara",
        "s-harbour",
        "Two teams, one motion: this house would move the town. You vote.",
    ),
    Slot(
        360,
        45,
        4,
        "Members' assembly",
        "ines",
        "s-tables",
        "Yearly report, next year's budget and the vote on where we meet next.",
    ),
    Slot(
        1440,
        45,
        1,
        "Mapping mangroves by drone",
        "malik",
        "s-seagrass",
        "From a cheap drone to a map that a ministry trusts.",
    ),
    Slot(
        1500,
        45,
        2,
        "Clean cables: power from shore to ship",
        "tomasz",
        "s-port",
        "Engines off at the quay: what the grid says to that.",
    ),
    Slot(
        1860,
        45,
        0,
        "Closing keynote: a coast is a promise",
        "ines",
        "s-shoreline",
        "What we said we would do, and by when.",
    ),
]
