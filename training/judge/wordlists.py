"""Words that an edit puts in each other's place: opposites change what a sentence says, equals do not."""

from __future__ import annotations

OPPOSITES = """
increase/decrease increases/decreases increased/decreased increasing/decreasing rise/fall rises/falls rose/fell
higher/lower high/low highest/lowest more/less most/least greater/smaller greatest/smallest larger/smaller
largest/smallest bigger/smaller longer/shorter longest/shortest faster/slower fastest/slowest quickly/slowly fast/slow
earlier/later early/late before/after above/below over/under inside/outside internal/external upper/lower top/bottom
left/right north/south northern/southern east/west eastern/western northeast/southwest first/last start/end
starts/ends started/ended begin/end begins/ends began/ended open/close opens/closes opened/closed enable/disable
enables/disables enabled/disabled allow/prevent allows/prevents allowed/prevented permit/forbid permitted/forbidden
include/exclude includes/excludes included/excluded add/remove adds/removes added/removed adding/removing
accept/reject accepts/rejects accepted/rejected win/lose wins/loses won/lost success/failure successful/unsuccessful
succeed/fail succeeded/failed gain/loss gained/lost profit/loss positive/negative true/false strong/weak
stronger/weaker hot/cold hotter/colder warm/cool warmer/cooler heavy/light heavier/lighter hard/soft wet/dry
rich/poor old/new older/newer young/old younger/older oldest/youngest male/female men/women man/woman boy/girl
father/mother son/daughter brother/sister husband/wife king/queen his/her he/she public/private local/remote
single/multiple simple/complex easy/difficult easier/harder cheap/expensive cheaper/dearer safe/dangerous
common/rare frequently/rarely often/rarely usually/rarely always/never everyone/nobody everything/nothing
all/some every/no most/few many/few both/neither majority/minority maximum/minimum increase/reduce
increases/reduces increased/reduced improve/worsen improves/worsens improved/worsened expand/shrink
expanded/shrunk grow/shrink grew/shrank grows/shrinks import/export imports/exports buy/sell buys/sells bought/sold
buyer/seller lend/borrow give/take gave/took send/receive sends/receives sent/received push/pull ask/answer
read/write reads/writes input/output upload/download client/server client/contractor employer/employee
teacher/student doctor/patient require/forbid requires/forbids required/optional mandatory/optional
necessary/unnecessary possible/impossible able/unable likely/unlikely legal/illegal lawful/unlawful valid/invalid
active/inactive available/unavailable known/unknown correct/incorrect complete/incomplete direct/indirect
dependent/independent equal/unequal similar/different same/different with/without if/unless until/after
because/although day/night winter/summer spring/autumn morning/evening victory/defeat attack/defend
support/oppose supports/opposes supported/opposed agree/disagree agreed/disagreed approve/reject approved/rejected
appoint/dismiss appointed/dismissed arrive/leave arrived/left enter/leave entered/left love/hate loved/hated
praise/criticise praised/criticised create/destroy created/destroyed build/demolish built/demolished
born/died life/death alive/dead ancient/modern past/future former/current urban/rural liberal/conservative
republican/democratic theory/practice cause/effect question/answer synchronous/asynchronous mutable/immutable
static/dynamic ascending/descending horizontal/vertical primary/secondary major/minor senior/junior
formal/informal voluntary/compulsory temporary/permanent partly/fully partially/completely approximately/exactly
together/separately once/twice double/half doubled/halved ahead/behind forward/backward up/down
""".split()

EQUALS = """
begin/start begins/starts began/started buy/purchase bought/purchased big/large help/assist helps/assists
helped/assisted show/demonstrate shows/demonstrates showed/demonstrated use/employ used/employed get/obtain
also/additionally but/however about/approximately about/roughly around/approximately because/since
although/though while/whereas many/numerous several/multiple often/frequently usually/typically quickly/rapidly
fast/quick end/finish ended/finished happen/occur happens/occurs happened/occurred need/require needs/requires
needed/required choose/select chooses/selects chose/selected chosen/selected make/create made/created keep/retain
keeps/retains kept/retained let/allow lets/allows tell/inform told/informed ask/request asked/requested
whole/entire main/principal important/significant hard/difficult easy/simple wrong/incorrect right/correct
entirely/completely mostly/mainly nearly/almost films/movies film/movie movie/film author/writer town/city
company/firm firm/company house/home car/automobile job/position error/mistake method/technique goal/aim
result/outcome results/outcomes reason/cause rules/regulations people/persons children/kids received/got
earned/gained located/situated called/named died/passed-away wrote/authored built/constructed reached/attained
permitted/allowed forbidden/prohibited compulsory/mandatory given/provided gives/provides provide/supply
provides/supplies ensure/guarantee ensures/guarantees reduce/lower reduces/lowers increase/raise increases/raises
annual/yearly monthly/every-month whenever/every-time except/apart-from per-cent/percent percent/per-cent
""".split()

NUMBER_WORDS = """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand million
billion""".split()
ORDINALS = "first second third fourth fifth sixth seventh eighth ninth tenth".split()
FRACTIONS = "half third quarter fifth tenth".split()
MONTHS = """January February March April May June July August September October November
December""".split()
DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
NATIONS = """American British French German Italian Spanish Russian Chinese Japanese Indian Canadian Australian Irish
Scottish Dutch Swedish Norwegian Danish Polish Greek Turkish Mexican Brazilian Egyptian English Welsh Austrian
Swiss Belgian Portuguese Korean Israeli Iranian African European Asian""".split()
COUNTRIES = """America Britain France Germany Italy Spain Russia China Japan India Canada Australia Ireland Scotland
Sweden Norway Denmark Poland Greece Turkey Mexico Brazil Egypt England Wales Austria Switzerland Belgium Portugal
Israel Iran London Paris Berlin Rome Madrid Moscow Beijing Tokyo""".split()
UNITS = (
    ("seconds", "minutes", "hours", "days", "weeks", "months", "years", "decades"),
    ("second", "minute", "hour", "day", "week", "month", "year", "decade", "century"),
    ("ms", "s", "min", "h"),
    ("mm", "cm", "m", "km", "miles"),
    ("metres", "kilometres", "feet", "miles", "meters", "kilometers"),
    ("mg", "g", "kg", "tonnes"),
    ("grams", "kilograms", "tonnes", "pounds"),
    ("KB", "MB", "GB", "TB"),
    ("bits", "bytes", "kilobytes", "megabytes", "gigabytes"),
    ("thousand", "million", "billion", "trillion"),
    ("dollars", "euros", "pounds", "yen"),
    ("percent", "points"),
    ("Celsius", "Fahrenheit"),
    ("daily", "weekly", "monthly", "yearly"),
    ("annually", "monthly", "weekly"),
    ("Hz", "kHz", "MHz", "GHz"),
)
SYMBOLS = "$€£"
PHRASES = (
    ("at least", "at most"), ("more than", "less than"), ("no more than", "no less than"), ("up to", "at least"),
    ("as well as", "instead of"), ("in addition to", "instead of"), ("because of", "in spite of"),
    ("due to", "despite"), ("only if", "even if"), ("except for", "including"), ("prior to", "following"),
    ("such as", "except"), ("no longer", "still"), ("not only", "not"), ("rather than", "as well as"),
    ("one of the", "none of the"), ("part of", "independent of"), ("based on", "independent of"),
    ("fewer than", "more than"), ("a few", "most"), ("must not", "may"), ("has to", "need not"),
)  # fmt: skip
EQUAL_PHRASES = (
    ("as well as", "and"), ("in order to", "to"), ("due to", "because of"), ("such as", "like"),
    ("a lot of", "many"), ("prior to", "before"), ("at least", "no fewer than"), ("more than", "over"),
    ("less than", "under"), ("each year", "annually"), ("per year", "a year"), ("is able to", "can"),
    ("are able to", "can"), ("has to", "must"), ("have to", "must"), ("a number of", "several"),
    ("in addition", "also"), ("for example", "for instance"), ("do not", "don't"), ("does not", "doesn't"),
    ("is not", "isn't"), ("was not", "wasn't"), ("did not", "didn't"), ("cannot", "can not"), ("can't", "cannot"),
    ("don't", "do not"), ("doesn't", "does not"), ("isn't", "is not"), ("wasn't", "was not"), ("didn't", "did not"),
)  # fmt: skip
AUXILIARIES = """is are was were can could will would should may might must has have had does do did""".split()
