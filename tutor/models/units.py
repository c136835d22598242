"""Units: what each measures, how much of it one is, and how it is written."""

from __future__ import annotations

from decimal import Decimal

Meaning = tuple[str, Decimal]  # what is measured, and how much of it one is

# kind, size of one, and how it is written; what may mean several things stands in several lines. Months are no days.
_UNITS = """
seconds 0.000001 µs μs us microsecond microseconds
seconds 0.001 ms msec millisecond milliseconds
seconds 1 s sec secs second seconds
seconds 60 m min mins minute minutes
seconds 3600 h hr hrs hour hours
seconds 86400 day days
seconds 604800 week weeks wk wks
seconds 1209600 fortnight fortnights
months 1 month months
months 12 year years yr yrs
months 120 decade decades
months 1200 century centuries
share 1 % percent pct
share-points 1 pp
share-points 0.01 bp bps
euros 1 € EUR euro euros
US-dollars 1 $ US$ USD dollar dollars
Australian-dollars 1 $ A$ AU$ AUD dollar dollars
Canadian-dollars 1 $ C$ CA$ CAD dollar dollars
pounds 1 £ GBP pound pounds
francs 1 CHF Fr. franc francs
yen 1 ¥ JPY yen
yuan 1 ¥ CNY RMB yuan
rupees 1 ₹ INR rupee rupees
crowns 1 SEK NOK DKK kr kronor kroner
zloty 1 PLN zł zloty zlotys
euros 0.01 cent cents
US-dollars 0.01 cent cents
pounds 0.01 penny pence
bytes 1 byte bytes
bytes 1000 kB KB kb KiB kilobyte kilobytes
bytes 1000000 MB mb MiB megabyte megabytes
bytes 1000000000 GB gb GiB gig gigabyte gigabytes
bytes 1000000000000 TB tb TiB terabyte terabytes
bits 1 bit bits
bits 1000 kbit kilobit kilobits
bits 1000000 Mb Mbit Mbps megabit megabits
bits 1000000000 Gb Gbit Gbps gigabit gigabits
metres 0.001 mm millimetre millimetres millimeter millimeters
metres 0.01 cm centimetre centimetres centimeter centimeters
metres 1 m metre metres meter meters
metres 1000 km kms kilometre kilometres kilometer kilometers
inches 1 inch inches
inches 12 ft foot feet
inches 36 yard yards
miles 1 mile miles
pixels 1 px pixel pixels
ems 1 em
grams 0.001 mg milligram milligrams
grams 1 g gram grams
grams 1000 kg kgs kilo kilos kilogram kilograms
grams 1000000 tonne tonnes ton tons
ounces 1 oz ounce ounces
ounces 16 lb lbs pound pounds
litres 0.001 ml millilitre millilitres milliliter milliliters
litres 1 litre litres liter liters
gallons 1 gallon gallons
hectares 1 ha hectare hectares
acres 1 acre acres
hertz 1 Hz
hertz 1000 kHz
hertz 1000000 MHz
hertz 1000000000 GHz
watts 1 W watt watts
watts 1000 kW kilowatt kilowatts
watts 1000000 MW megawatt megawatts
joules 1 Wh
joules 1000 kWh
Celsius 1 °C
Fahrenheit 1 °F
degrees 1 ° degree degrees
kilometres-an-hour 1 km/h kmh kph
miles-an-hour 1 mph
"""
SORTS = {
    kind: sort
    for sort, kinds in {
        "time": "seconds months",
        "share": "share share-points",
        "money": "euros US-dollars Australian-dollars Canadian-dollars pounds francs yen yuan rupees crowns zloty",
        "data": "bytes bits",
        "length": "metres inches miles pixels ems",
        "weight": "grams ounces",
        "volume": "litres gallons",
        "area": "hectares acres",
        "power": "watts joules",
        "heat": "Celsius Fahrenheit degrees",
        "speed": "kilometres-an-hour miles-an-hour",
    }.items()
    for kind in kinds.split()
}


def _known() -> dict[str, frozenset[Meaning]]:
    found: dict[str, set[Meaning]] = {}
    for line in _UNITS.strip().splitlines():
        kind, size, *ways = line.split()
        for way in ways:
            found.setdefault(way, set()).add((kind, Decimal(size)))
    return {way: frozenset(meanings) for way, meanings in found.items()}


KNOWN = _known()


MONEY = {
    way
    for way, meanings in KNOWN.items()
    if (way.isupper() or not way.isalpha()) and any(SORTS.get(kind) == "money" for kind, _ in meanings)
}
