"""The words the reader's rules look for: verbs of speech, roles, titles, connectives."""

from typing import Final


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


SPEECH: Final = _words(
    """said says say saying told tells tell telling explained explains explaining added adds adding
    warned warns warning claimed claims claiming stressed stresses stressing stated states stating
    wrote writes writing noted notes noting argued argues arguing insisted insists insisting
    announced announces announcing declared declares declaring asserted asserts asserting
    replied replies replying responded responds responding remarked remarks remarking
    commented comments commenting continued continues concluded concludes concluding
    suggested suggests suggesting acknowledged acknowledges acknowledging admitted admits admitting
    confirmed confirms confirming denied denies denying alleged alleges alleging
    asked asks asking urged urges urging vowed vows vowing pledged pledges pledging
    promised promises promising predicted predicts predicting cautioned cautions cautioning
    observed observes recalled recalls recalling reiterated reiterates reiterating
    tweeted tweets tweeting posted posts posting joked jokes joking quipped quips
    complained complains complaining demanded demands demanding maintained maintains maintaining
    contended contends contending testified testifies testifying reported reports reporting
    estimated estimates believed believes believe thinks thought doubts doubted feared fears
    emphasized emphasised emphasizes emphasises emphasizing emphasising underlined underlines
    underscored underscores countered counters lamented laments proclaimed proclaims
    disclosed discloses revealed reveals conceded concedes boasted boasts shouted shouts cried
    whispered muttered intoned opined opines speculated speculates signalled signaled signals
    threatened threatens threatening mused muses retorted retorts clarified clarifies"""
)
NAMING: Final = _words(
    """called calls calling described describes describing dubbed dubs dubbing praised praises
    praising named names naming branded brands branding hailed hails hailing accused accuses
    accusing condemned condemns condemning criticised criticized criticises criticizes criticising
    criticizing denounced denounces denouncing slammed slams blasted blasts labelled labeled labels
    labelling labeling dismissed dismisses dismissing rejected rejects rejecting welcomed welcomes
    cited cites citing likened compared spoke speaks speaking characterised characterized
    characterises characterizes referred refers referring"""
)
DENYING: Final = _words("denied denies denying rejected rejects rejecting dismissed dismisses")
ALLEGING: Final = _words(
    """claimed claims claiming alleged alleges alleging accused accuses accusing contended contends
    contending speculated speculates"""
)
WARNING: Final = _words("warned warns warning cautioned cautions cautioning threatened threatens")
# Forms that are nouns as often as verbs: they count only right behind a name or a pronoun.
NOUN_LIKE: Final = _words(
    """states posts names calls claims fears doubts demands reports notes estimates thought promises
    warning urges signals boasts cites welcomes brands labels"""
)
# What a person does in the background of a report; it does not make them the one who is talked of.
BACKGROUND: Final = _words(
    """threatened threatens threatening believed believes believe thinks thought doubts doubted
    feared fears estimated estimates demanded demands demanding promised promises promising pledged
    pledges pledging vowed vows vowing reported reports reporting claims"""
)
# Verbs that take a clause without "that", and verb forms by which such a clause is known.
BARE: Final = _words("said says told tells announced declared claimed claims reported warned added")
FINITE: Final = _words(
    """is are was were has have had will would could can may might must should does did do cannot
    won't isn't wasn't aren't weren't hasn't haven't didn't doesn't"""
)
# Forms that behind "was" have the person spoken to or of as their subject.
PASSIVE: Final = _words("told asked warned called named described accused cited praised urged")
NO_INVERSION: Final = _words("told tells tell telling asked asks accused urged")

PRONOUNS: Final = _words("he she they it")
MALE_TITLES: Final = _words("mr sir lord king prince")
FEMALE_TITLES: Final = _words("mrs ms miss madam lady dame queen princess")
TITLES: Final = (
    MALE_TITLES
    | FEMALE_TITLES
    | _words(
        """dr prof professor president minister secretary general chancellor premier senator sen
        representative rep congressman congresswoman governor gov ambassador envoy commissioner
        admiral adm lieutenant lt colonel col captain capt major maj brigadier marshal commander
        chief chairman chairwoman chairperson director spokesman spokeswoman spokesperson judge
        justice sheikh ayatollah imam pope cardinal bishop archbishop rabbi reverend rev sultan
        emir secretary-general speaker leader deputy vice prime foreign defence defense interior
        finance former acting supreme special state
        councillor councilman councilwoman engineer inspector detective sergeant corporal
        superintendent constable ex-president ex-minister"""
    )
)
ROLES: Final = _words(
    """chief leader head boss president premier minister chancellor secretary secretary-general
    general spokesman spokeswoman spokesperson spokespeople official officials ambassador envoy
    analyst analysts expert experts diplomat diplomats commander prosecutor director chairman
    chairwoman chairperson chair senator lawmaker lawmakers governor mayor professor researcher
    researchers historian economist economists scholar scholars strategist adviser advisor advisers
    aide aides admiral colonel captain officer officers general marshal politician politicians
    ministry government agency army military police command department office council committee
    commission parliament court embassy union party group militia rebels movement authorities media
    statement source sources witness witnesses resident residents activist activists protester
    protesters critics observers negotiator negotiators mediator mediators correspondent reporter
    journalist author editor owner manager executive founder fellow member members teacher doctor
    farmer soldier soldiers mother father brother sister son daughter widow neighbour neighbor
    king queen prince princess pope bishop cleric judge lawyer attorney representative delegate
    survivor survivors refugee refugees villager villagers driver drivers nurse nurses neighbours
    neighbors parents students student daily weekly newspaper magazine broadcaster channel
    commissioner rapporteur candidate veteran volunteer woman man people leaders ministers
    generals commanders ambassadors nations allies fighters"""
)
LEADERS: Final = _words(
    "chief leader head boss president premier chancellor secretary-general director chairman "
    "chairwoman chair secretary minister king queen emir"
)
COLLECTIVES: Final = _words(
    """ministry government agency army military police command department office council committee
    commission parliament court embassy union party group militia rebels movement authorities media
    officials analysts experts diplomats lawmakers researchers economists scholars advisers aides
    officers politicians sources witnesses residents activists protesters critics observers
    negotiators mediators members survivors refugees villagers drivers nurses neighbours neighbors
    parents students soldiers people leaders ministers generals commanders ambassadors
    nations allies fighters spokespeople"""
)
ORGANISATION_WORDS: Final = COLLECTIVES | _words(
    """forces force organization organisation times post news guardian journal council nations house
    corporation institute university college centre center bank congress foundation association
    federation republic alliance pact treaty treaties station network radio television tv press
    brigade brigades division fleet guard guards corps navy air front street state states kingdom
    emirates islands sea ocean strait war conference summit agreement act bureau company group inc
    assembly league societies society studies affairs tribune telegraph herald monitor today globe
    mail express review magazine"""
)
DETERMINERS: Final = _words(
    "the a an one another two three four five six several some many most both his her their its "
    "this that these those no"
)
PREPOSITIONS: Final = _words(
    """in on at during after before since speaking asked while addressing from by with under amid
    following despite for to of against over into about as like through without within upon citing
    responding writing"""
)
SUBORDINATORS: Final = _words("if when while although though because as since unless whereas once")
CONNECTIVES: Final = _words(
    "and but or nor so yet that which who whom whose where why how then than because if when while "
    "although though unless whereas however meanwhile"
)
LINKING: Final = frozenset({"of", "for", "from", "at", "with", "to", "in", "on"})
AUXILIARIES: Final = _words(
    """has have had is was were are be been being do does did also later then recently further again
    once repeatedly often already only even just first now would could may might will should
    reportedly previously subsequently quoted as and so himself herself themselves publicly"""
)
PARTICLES: Final = _words("al bin ibn von van de der den da dos di la le el du ten ter abu ul af")
NOT_NAMES: Final = (
    DETERMINERS
    | PREPOSITIONS
    | CONNECTIVES
    | PRONOUNS
    | _words(
        """i we you me us him them my our your there here what yes not monday tuesday wednesday
        thursday friday saturday sunday january february march april may june july august september
        october november december yesterday today tomorrow last next earlier late early surely
        clearly all any each every such same other others is are was were be been do does did has
        have had will would can could should might must let look hey also still just now again"""
    )
)
PLACES: Final = _words(
    """afghan afghanistan african africa algeria american america arab arabia argentine argentina
    armenian armenia asian asia australian australia austrian austria azerbaijan bahrain bangladesh
    belarus belarusian belgian belgium bosnia brazilian brazil british britain bulgarian bulgaria
    cambodia canadian canada chilean chile chinese china colombian colombia congo congolese croatian
    croatia cuban cuba cyprus czech danish denmark dutch egyptian egypt english england estonian
    estonia ethiopian ethiopia eu european europe finnish finland french france georgian georgia
    german germany greek greece haiti hungarian hungary indian india indonesian indonesia iranian
    iran iraqi iraq irish ireland israeli israel italian italy japanese japan jordan jordanian
    kazakhstan kenyan kenya korean korea kosovo kurdish kuwait kyrgyzstan laos latvian latvia
    lebanese lebanon libyan libya lithuanian lithuania malaysian malaysia mali malian mexican mexico
    moldova moldovan mongolia moroccan morocco myanmar nato netherlands nigerian nigeria north
    norwegian norway oman pakistani pakistan palestinian palestine panama peru philippine
    philippines polish poland portuguese portugal qatari qatar romanian romania russian russia
    rwanda saudi scottish scotland serbian serbia singapore slovak slovakia slovenia somali somalia
    south spanish spain sudanese sudan swedish sweden swiss switzerland syrian syria taiwanese
    taiwan tajikistan thai thailand tunisian tunisia turkish turkey türkiye u.s us uae ugandan
    uganda uk ukrainian ukraine un united uzbekistan venezuelan venezuela vietnamese vietnam welsh
    wales western yemeni yemen zimbabwe beijing brussels kyiv kiev moscow washington london paris
    berlin tehran pyongyang seoul tokyo taipei ankara jerusalem damascus baghdad kremlin pentagon"""
)
ABBREVIATIONS: Final = _words(
    """mr mrs ms dr prof sen rep gov gen lt col capt maj sgt adm st no jr sr vs etc inc ltd co corp
    jan feb mar apr jun jul aug sep sept oct nov dec u.s u.k u.n e.g i.e a.m p.m"""
)
